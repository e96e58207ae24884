"""What the tests share that look at a sample's page in Chromium."""

import re
import subprocess
import threading

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

DEADLINE = 60  # seconds for one thing to happen; a busy machine starts Chromium slowly


class Program:
    """A process, and the lines that it prints."""

    def __init__(self, *command: str):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.lines = []
        self.changed = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def wait_for(self, pattern: str) -> str:
        """The first group of the pattern, in the first line that has it."""
        def found():
            return next((m for m in (re.search(pattern, line) for line in self.lines) if m), None)
        with self.changed:
            match = self.changed.wait_for(found, DEADLINE)
        if not match:
            raise SystemExit(f"no line matches {pattern}: {self.lines}")
        return match.group(match.lastindex or 0)

    def say(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        """Ends it by SIGTERM, after which it has to end with 0."""
        self.process.terminate()
        if self.process.wait(DEADLINE) != 0:
            raise SystemExit(f"the server ended with {self.process.returncode}")


def start_browser(width: int, height: int) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
                     f"--window-size={width},{height}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
