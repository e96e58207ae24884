# Functions that the scripts for Windows share. This file is dot-sourced.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

# Makes this shell a developer prompt of the newest Visual Studio for x64, unless it is one. With it come
# the compiler, Ninja, CMake if none is installed, and the clang-cl that belongs to its standard library.
function Enter-DeveloperPrompt {
  if ($env:VSCMD_ARG_TGT_ARCH -eq "x64") { return }
  $vswhere = Join-Path ${env:ProgramFiles(x86)} "Microsoft Visual Studio\Installer\vswhere.exe"
  if (-not (Test-Path $vswhere)) { throw "Visual Studio is missing: there is no $vswhere" }
  $studio = & $vswhere -latest -products * -property installationPath `
    -requires Microsoft.VisualStudio.Component.VC.Tools.x86.x64
  if (-not $studio) { throw "Visual Studio has no C++ compiler for x64" }
  Import-Module (Join-Path $studio "Common7\Tools\Microsoft.VisualStudio.DevShell.dll")
  Enter-VsDevShell -VsInstallPath $studio -SkipAutomaticLocation `
    -DevCmdArguments "-arch=x64 -host_arch=x64 -no_logo" | Out-Null
  $clang = Join-Path $studio "VC\Tools\Llvm\x64\bin"
  if (Test-Path $clang) { $env:PATH = "$clang;$env:PATH" }
}

# What a build needs. Ninja compiles as many sources at a time as there are processors.
function Set-Up {
  Enter-DeveloperPrompt
  if (-not (Get-Command cmake -ErrorAction SilentlyContinue)) {
    throw "CMake is missing: install it, or Visual Studio's C++ CMake tools"
  }
  if (-not $env:CMAKE_GENERATOR -and (Get-Command ninja -ErrorAction SilentlyContinue)) {
    $env:CMAKE_GENERATOR = "Ninja"
  }
}

# Runs cmake, and throws if it fails.
function Invoke-CMake {
  & cmake @args
  if ($LASTEXITCODE -ne 0) { throw "cmake $args ended with $LASTEXITCODE" }
}
