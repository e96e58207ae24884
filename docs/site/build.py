"""Builds the site: build.py ROOT OUTPUT. Ends with 1 at the first warning."""

import shutil
import subprocess
import sys
from pathlib import Path

import reference
import stage


def main() -> None:
    root, output = (Path(argument).resolve() for argument in sys.argv[1:3])
    work = output.with_name("site-work")
    shutil.rmtree(output, ignore_errors=True)
    site = stage.Site(root, work)
    site.stage()
    site.stage_sources()
    listed = reference.write(root, work)
    languages = ["en", "ko"] if site.korean else ["en"]
    for language in languages:
        config = site.configure(language, listed, output)
        subprocess.run(["mkdocs", "build", "--strict", "--quiet", "-f", str(config)], check=True)
    stage.connect(output)
    print(f"{len(list(output.rglob('*.html')))} pages in {output.relative_to(root)}, 0 warnings")


main()
