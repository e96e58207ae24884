# Builds and tests presets on Windows: scripts\test.ps1 [PRESET...]
# Ends with the status of the first step that fails, and with 1 if CMake is missing.
param([Parameter(ValueFromRemainingArguments)] [string[]] $Presets = @("windows-release"))

$ErrorActionPreference = "Stop"  # otherwise a command that does not exist ends nothing
Set-Location (Join-Path $PSScriptRoot "..")
foreach ($preset in $Presets) {
  cmake --workflow --preset $preset
  if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}
