#!/usr/bin/env python3
"""Has Clang read the sources as Microsoft's compiler would: with Microsoft's standard library.

    check.py BUILD STL [--jobs N] [FILE...]

BUILD is the folder of a build for Windows, whose compile_commands.json tells the sources, their include
folders and their definitions. STL is the folder stl/inc of github.com/microsoft/STL. The headers of the
system and of C are those of mingw-w64; what Microsoft's compiler adds to them is in the folder headers.
FILE is a part of a source's path; without any, all sources of the build are read.

Nothing is compiled, so this shows neither code nor linking. Ends with 0 if no source has a diagnostic in a
file of the project.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CLANG = os.environ.get("CLANG", "clang++-19")
SDK = "/usr/x86_64-w64-mingw32/include"
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wmicrosoft", "-Wno-pragma-pack"]


def resource_headers() -> str:
    found = subprocess.run([CLANG, "-print-resource-dir"], check=True, capture_output=True, text=True)
    return found.stdout.strip() + "/include"


def project_flags(command: str) -> list:
    """The include folders and definitions of a command, without those of its compiler."""
    words, flags = shlex.split(command), []
    for word, following in zip(words, words[1:]):
        if word == "-isystem":
            flags += [word, following]
        elif word.startswith(("-I", "-D")):
            flags.append(word)
    return flags


def read(entry: dict, base: list) -> tuple:
    """The source, and what Clang says of it."""
    command = base + project_flags(entry["command"]) + [entry["file"]]
    said = subprocess.run(command, cwd=entry["directory"], capture_output=True, text=True)
    return Path(entry["file"]).relative_to(ROOT), said.returncode, said.stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("stl", type=Path)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_intermixed_args()

    base = [CLANG, "--target=x86_64-pc-windows-msvc", "-fms-compatibility-version=19.44", "-std=c++20"]
    base += ["-fsyntax-only", "-fexceptions", "-fcxx-exceptions", "-nostdinc", "-ferror-limit=0", *WARNINGS]
    for folder in (HERE / "headers", options.stl.resolve(), resource_headers(), SDK):
        base += ["-isystem", str(folder)]
    base += ["-D_MT", "-D_DLL", "-D__STRICT_ANSI__", "-include", "vcruntime.h"]

    entries = json.loads((options.build / "compile_commands.json").read_text())
    entries = [entry for entry in entries if Path(entry["file"]).is_relative_to(ROOT)]
    entries = [entry for entry in entries if not Path(entry["file"]).is_relative_to(options.build.resolve())]
    if options.files:
        entries = [entry for entry in entries if any(part in entry["file"] for part in options.files)]

    clean = 0
    with ThreadPoolExecutor(options.jobs) as pool:
        for source, status, said in pool.map(lambda entry: read(entry, base), entries):
            if status == 0 and not re.search(r"(warning|error):", said):
                clean += 1
            else:
                print(f"== {source}\n{said}", end="", flush=True)
    print(f"{clean} of {len(entries)} sources without a diagnostic")
    return 0 if entries and clean == len(entries) else 1


if __name__ == "__main__":
    sys.exit(main())
