# Presses Ctrl-C in the console of a process: scripts\interrupt.ps1 PROCESS-ID
# It leaves the console of its caller for that one, so it has to run in a shell of its own. All programs
# of that console hear the Ctrl-C.
param([Parameter(Mandatory)] [uint32] $Id)

$ErrorActionPreference = "Stop"
Add-Type -Namespace Naru -Name Console -MemberDefinition @'
[DllImport("kernel32.dll", SetLastError = true)]
public static extern bool FreeConsole();
[DllImport("kernel32.dll", SetLastError = true)]
public static extern bool AttachConsole(uint process);
[DllImport("kernel32.dll", SetLastError = true)]
public static extern bool SetConsoleCtrlHandler(System.IntPtr handler, bool add);
[DllImport("kernel32.dll", SetLastError = true)]
public static extern bool GenerateConsoleCtrlEvent(uint ctrlEvent, uint group);
'@

[Naru.Console]::FreeConsole() | Out-Null
if (-not [Naru.Console]::AttachConsole($Id)) { exit 1 }
[Naru.Console]::SetConsoleCtrlHandler([IntPtr]::Zero, $true) | Out-Null  # this shell goes on
if (-not [Naru.Console]::GenerateConsoleCtrlEvent(0, 0)) { exit 1 }
