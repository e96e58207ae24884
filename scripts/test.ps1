# Builds and tests presets on Windows: scripts\test.ps1 [PRESET...]
param([string[]] $Presets = @("windows-release"))

Set-Location (Join-Path $PSScriptRoot "..")
foreach ($preset in $Presets) {
  cmake --workflow --preset $preset
  if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}
