# Shows naru at work on Windows: the echo server and 100 connections of load for five seconds.
# Ends with 0 if every byte came back and the server stopped in good order.
. (Join-Path $PSScriptRoot "lib.ps1")

Set-Up
Invoke-CMake --preset windows-release
Invoke-CMake --build --preset windows-release --target echo_server echo_load

# Visual Studio's generator puts them into a folder of the configuration.
function Find-Sample([string] $name) {
  Get-ChildItem build/windows-release/samples -Recurse -Filter "$name.exe" |
    Select-Object -First 1 -ExpandProperty FullName
}

# The server has a console of its own, in which it alone hears the Ctrl-C.
$output = (New-TemporaryFile).FullName
$server = Start-Process (Find-Sample echo_server) "--host 127.0.0.1 --port 0" `
  -PassThru -WindowStyle Hidden -RedirectStandardOutput $output
$null = $server.Handle  # without it the exit code is not kept
try {
  $deadline = (Get-Date).AddSeconds(10)
  do {
    Start-Sleep -Milliseconds 100
    $line = Get-Content $output -TotalCount 1
  } until ($line -match "^listening on .*:(\d+)$" -or (Get-Date) -gt $deadline)
  if (-not $Matches) { throw "echo_server did not say within 10 seconds where it listens" }

  & (Find-Sample echo_load) "127.0.0.1:$($Matches[1])" --connections 100 --seconds 5
  $status = $LASTEXITCODE

  $shell = (Get-Process -Id $PID).Path
  & $shell -NoProfile -ExecutionPolicy Bypass -File (Join-Path $PSScriptRoot "interrupt.ps1") $server.Id
  if (-not $server.WaitForExit(10000)) { throw "echo_server did not stop within 10 seconds of Ctrl-C" }
  Get-Content $output | Select-Object -Skip 1
  if ($server.ExitCode -ne 0) { throw "echo_server ended with $($server.ExitCode)" }
}
finally {
  if (-not $server.HasExited) {
    Stop-Process $server
    $server.WaitForExit()
  }
  Remove-Item $output
}
exit $status
