# Builds and tests presets on Windows, with Visual Studio: scripts\test.ps1 [PRESET...]
# The compiler is cl, or the one that CXX names, such as clang-cl. Ends with 0 if all presets passed.
param([Parameter(ValueFromRemainingArguments)] [string[]] $Presets)

. (Join-Path $PSScriptRoot "lib.ps1")
if (-not $Presets) { $Presets = @("windows-release") }
Set-Up

$failed = @()
foreach ($preset in $Presets) {
  Write-Host "`n=== $preset"
  & cmake --workflow --preset $preset
  if ($LASTEXITCODE -ne 0) { $failed += $preset }
}
if ($failed) { throw "failed: $failed" }
