# Shows naru at work on Windows: the echo server and 100 connections of load for five seconds.
# Ends with 0 if every byte came back and the server stopped in good order.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

cmake --preset windows-release
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
cmake --build --preset windows-release --target echo_server echo_load
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

# Visual Studio's generator puts them into a folder of the configuration.
function Find-Sample([string] $name) {
  Get-ChildItem build/windows-release/samples -Recurse -Filter "$name.exe" |
    Select-Object -First 1 -ExpandProperty FullName
}

Add-Type -Namespace Demo -Name Console -MemberDefinition @'
[DllImport("kernel32.dll")]
public static extern bool SetConsoleCtrlHandler(IntPtr handler, bool add);
[DllImport("kernel32.dll")]
public static extern bool GenerateConsoleCtrlEvent(uint kind, uint group);
'@

# Sends Ctrl-C to the programs of this console, which the server is one of. This script ignores it. The
# server would ignore it too if it had been started afterwards.
function Send-CtrlC {
  [Demo.Console]::SetConsoleCtrlHandler([IntPtr]::Zero, $true) | Out-Null
  [Demo.Console]::GenerateConsoleCtrlEvent(0, 0) | Out-Null
}

$output = (New-TemporaryFile).FullName
$server = Start-Process (Find-Sample echo_server) "--host 127.0.0.1 --port 0" `
  -PassThru -NoNewWindow -RedirectStandardOutput $output
$server.Handle | Out-Null  # without this PowerShell does not keep the exit code
try {
  $deadline = (Get-Date).AddSeconds(10)
  do {
    Start-Sleep -Milliseconds 100
    $line = Get-Content $output -TotalCount 1
  } until ($line -match "^listening on .*:(\d+)$" -or (Get-Date) -gt $deadline)
  if (-not $Matches) { throw "echo_server did not say within 10 seconds where it listens" }

  & (Find-Sample echo_load) "127.0.0.1:$($Matches[1])" --connections 100 --seconds 5
  $status = $LASTEXITCODE

  Send-CtrlC
  if (-not $server.WaitForExit(10000)) { throw "echo_server did not stop within 10 seconds" }
  Get-Content $output | Select-Object -Skip 1
  if ($status -eq 0) { $status = $server.ExitCode }
}
finally {
  if (-not $server.HasExited) {
    Stop-Process $server
    $server.WaitForExit()
  }
  Remove-Item $output
}
exit $status
