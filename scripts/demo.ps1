# Shows naru at work on Windows: the echo server and 100 connections of load for five seconds.
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

$output = (New-TemporaryFile).FullName
$server = Start-Process (Find-Sample echo_server) "--host 127.0.0.1 --port 0" `
  -PassThru -NoNewWindow -RedirectStandardOutput $output
try {
  $deadline = (Get-Date).AddSeconds(10)
  do {
    Start-Sleep -Milliseconds 100
    $line = Get-Content $output -TotalCount 1
  } until ($line -match "^listening on .*:(\d+)$" -or (Get-Date) -gt $deadline)
  if (-not $Matches) { throw "echo_server did not say within 10 seconds where it listens" }

  & (Find-Sample echo_load) "127.0.0.1:$($Matches[1])" --connections 100 --seconds 5
  $status = $LASTEXITCODE
}
finally {
  Stop-Process $server
  $server.WaitForExit()
  Remove-Item $output
}
exit $status
