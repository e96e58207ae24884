"""Copies the documents of the repository to build/site-work, as the two sites that mkdocs builds.

The site has the folders of the repository, so that a link between documents works in both. A link to a
public header leads to its page of the reference. A link to any other file leads to a page that shows
it. A link from one language to the other is written as `site:/PATH`; `connect` makes it relative once
mkdocs has built both.
"""

import json
import os
import re
import shutil
from pathlib import Path

import headers
import pages

FOLLOWS = b"@media (prefers-color-scheme: dark)"


def address(document: str) -> str:
    return "index.html" if document == "README.md" else document.removesuffix(".md") + ".html"


class Site:
    def __init__(self, root: Path, work: Path):
        self.root, self.work = root, work
        self.english = {group: [p for p in paths if (root / p).is_file()]
                        for group, paths in pages.GROUPS.items()}
        listed = {path for paths in pages.GROUPS.values() for path in paths}
        documents = [p.relative_to(root).as_posix() for p in (root / "docs").glob("**/*.md") if "site" not in p.parts]
        if forgotten := [p for p in documents if p.replace("docs/ko/", "docs/") not in listed]:
            raise SystemExit(f"In no group of docs/site/pages.py: {', '.join(forgotten)}")
        self.korean = {p: pages.korean(p) for p in listed if (root / pages.korean(p)).is_file()}
        # The address of each document, from the root of the site.
        self.address = {p: address(p) for paths in self.english.values() for p in paths}
        self.address |= {k: "docs/ko/" + address(p).removeprefix("docs/") for p, k in self.korean.items()}
        self.shown = set()  # files of the repository for which a page is made

    def target(self, document: str, link: str) -> str:
        """The link in a page of the site for a link in a document of the repository."""
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link) or not path:
            return link
        wanted = os.path.normpath(os.path.join(os.path.dirname(document), path))
        if not (self.root / wanted).exists():
            raise SystemExit(f"{document}: there is no {path}")
        anchor = "#" + anchor if anchor else ""
        if wanted in self.address:
            return f"site:/{self.address[wanted]}{anchor}"
        folder = next((f + "/naru/" for f in headers.FOLDERS if wanted.startswith(f + "/naru/")), None)
        if folder and "/detail/" not in wanted:
            page = wanted.removeprefix(folder).removesuffix(".hpp")
            return f"site:/reference/{page}.html"
        if wanted.endswith((".svg", ".png")):
            return f"site:/{wanted}"
        self.shown.add(wanted)
        return f"site:/source/{wanted.removeprefix('.')}.html"

    def page(self, document: str) -> str:
        """The text of a document, with the links of the site."""
        pieces = re.split(r"(^```.*?^```|`[^`\n]+`)", (self.root / document).read_text(encoding="utf-8"),
                          flags=re.S | re.M)
        for at in range(0, len(pieces), 2):  # outside of code
            pieces[at] = re.sub(r"!\[([^\]]*)\]\(([^)\s]+\.svg)\)", lambda m: self.picture(document, m), pieces[at])
            pieces[at] = re.sub(r"\]\(([^)\s]+)\)", lambda m: f"]({self.target(document, m[1])})",
                                pieces[at])
            pieces[at] = re.sub(r'\b(src|srcset|href)="([^"]+)"',
                                lambda m: f'{m[1]}="{self.target(document, m[2])}"', pieces[at])
            pieces[at] = re.sub(r"^(\[[^\]]+\]:\s+)(\S+)",
                                lambda m: m[1] + self.target(document, m[2]), pieces[at], flags=re.M)
        return both_schemes("".join(pieces))

    def picture(self, document: str, match: re.Match) -> str:
        """The image in Markdown; twice if the picture follows the system's scheme."""
        file = self.root / os.path.dirname(document) / match[2]
        if not file.is_file() or FOLLOWS not in file.read_bytes():
            return match[0]
        light = f"site:/{os.path.relpath(file, self.root)}"
        return f"![{match[1]}]({light}#only-light)![{match[1]}]({light.replace('.svg', '-dark.svg')}#only-dark)"

    def head(self, document: str) -> str:
        """The front matter: where the page is in each language."""
        pair = next(((e, k) for e, k in self.korean.items() if document in (e, k)), None)
        if not pair:
            return ""
        languages = [("en", "English", pair[0]), ("ko", "한국어", pair[1])]
        return "---\n" + json.dumps({"translations": [
            {"lang": lang, "name": name, "link": f"site:/{self.address[path]}"}
            for lang, name, path in languages if path in self.address
        ]}, ensure_ascii=False) + "\n---\n"

    def stage(self) -> None:
        shutil.rmtree(self.work, ignore_errors=True)
        for folder in ("docs/pictures", "docs/benchmarks", "docs/ko"):
            for picture in (self.root / folder).rglob("*"):
                if picture.suffix in (".svg", ".png"):
                    self.stage_picture(picture)
        for document in self.address:
            staged = self.address[document].removesuffix(".html") + ".md"
            staged = "ko/" + staged.removeprefix("docs/ko/") if staged.startswith("docs/ko/") else "en/" + staged
            self.write(staged, (self.head(document) + self.page(document)).encode())

    def stage_picture(self, picture: Path) -> None:
        """A picture that follows the system's scheme becomes two, because the site has a switch."""
        path, data = f"en/{picture.relative_to(self.root)}", picture.read_bytes()
        if FOLLOWS in data:
            self.write(path.replace(".svg", "-dark.svg"), data.replace(FOLLOWS, b"@media all"))
            data = data.replace(FOLLOWS, b"@media not all")
        self.write(path, data)

    def stage_sources(self) -> None:
        """A page for each file or folder that a document names."""
        for path in sorted(self.shown):
            files = [self.root / path]
            if files[0].is_dir():
                files = sorted(p for p in files[0].rglob("*") if p.is_file())
            text = f"# {path}\n"
            for file in files:
                name = file.relative_to(self.root)
                language = {".hpp": "cpp", ".cpp": "cpp", ".md": "markdown", ".py": "python",
                            ".txt": "cmake", ".yml": "yaml"}.get(file.suffix, "text")
                text += f"\n## {name.name}\n" if len(files) > 1 else ""
                text += f"\n`````{language}\n{file.read_text(encoding='utf-8')}`````\n"
            self.write(f"en/source/{path.removeprefix('.')}.md", text.encode())

    def write(self, path: str, data: bytes) -> None:
        file = self.work / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def home(self, language: str) -> str:
        return self.address.get(self.korean.get("README.md"), "index.html") if language == "ko" else "index.html"

    def configure(self, language: str, reference: list, output: Path) -> Path:
        """Writes the configuration of one language; returns its path."""
        nav = []
        for group, paths in (pages.GROUPS if language == "ko" else self.english).items():
            if language == "ko":
                entries = [self.address[self.korean[p]].removeprefix("docs/ko/").replace(".html", ".md")
                           for p in paths if p in self.korean]
                group = pages.KOREAN[group]
            else:
                entries = [self.address[p].replace(".html", ".md") for p in paths]
                entries += reference if group == "Reference" else []
            if entries:
                nav.append({group: entries})
        here = Path(__file__).parent
        theme = {"custom_dir": str(here / "theme"), "language": {"ko": "kr"}.get(language, language)}
        config = {
            "INHERIT": str(here / "mkdocs.yml"), "docs_dir": str(self.work / language),
            "site_dir": str(output / "docs/ko" if language == "ko" else output),
            "theme": theme, "nav": nav, "extra": {"language": language, "homepage": f"site:/{self.home(language)}"},
        }
        path = self.work / f"{language}.yml"
        path.write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8")
        for name in ("site.css", "site.js"):
            shutil.copy(here / name, self.work / language / name)
        return path


def both_schemes(text: str) -> str:
    """GitHub chooses a dark picture by the system's setting; the site has a switch of its own."""
    def images(match: re.Match) -> str:
        source = re.search(r"<source[^>]*prefers-color-scheme: dark[^>]*>", match[0])
        dark = source and re.search(r'srcset="([^"]+)"', source[0])
        image = re.search(r"<img[^>]*>", match[0])
        if not dark or not image:
            return match[0]
        light = re.search(r'src="([^"]+)"', image[0])[1]
        return (image[0].replace(light, light + "#only-light") + "\n"
                + image[0].replace(light, dark[1] + "#only-dark"))
    return re.sub(r"<picture>.*?</picture>", images, text, flags=re.S)


def connect(output: Path) -> None:
    """Makes each `site:/PATH` relative, and drops the files that need the site's own address."""
    for page in output.rglob("*.html"):
        up = "../" * (len(page.relative_to(output).parts) - 1)
        text = page.read_text(encoding="utf-8")
        text = re.sub(r'(?<=")site:/', up, text)
        # The list of a page's members has their names alone: `post` for `serial::post`.
        text = re.sub(r'(<a href="#[^"]*" class="md-nav__link">)([^<]*)', lambda m: m[1] + re.sub(r"\w+::", "", m[2]), text)
        page.write_text(text, encoding="utf-8")
    for name in ("404.html", "sitemap.xml", "sitemap.xml.gz"):
        for file in output.rglob(name):
            file.unlink()
    for index in output.rglob("search_index.json"):
        found = json.loads(index.read_text(encoding="utf-8"))
        found["docs"] = [e for e in found["docs"] if not e["location"].startswith("source/")]
        index.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
