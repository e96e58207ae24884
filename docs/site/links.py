"""Checks the links of the built site without a network: links.py SITE

Each link, picture, style sheet and script must be in the site, and each anchor in its page. A page must
not load anything from elsewhere. Links to elsewhere are listed.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {("img", "src"), ("img", "srcset"), ("source", "srcset"), ("script", "src"), ("iframe", "src"),
         ("video", "src"), ("object", "data"), ("link", "href"), ("input", "src")}


class Page(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.anchors, self.links = set(), []  # links: (line, address, whether the page loads it)
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id" or (tag == "a" and name == "name"):
                if name == "id" and value in self.anchors:
                    self.links.append((self.getpos()[0], f"#twice:{value}", False))
                self.anchors.add(value)
            elif (tag, name) in LOADS or (tag == "a" and name == "href"):
                self.links.append((self.getpos()[0], value or "", tag != "a"))


def broken(site: Path) -> tuple[list, set, int]:
    """The wrong links, the addresses elsewhere, and how many links there are."""
    pages = {page: Page(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    wrong, elsewhere, count = [], set(), 0
    for page, content in pages.items():
        for line, address, loads in content.links:
            count += 1
            parts = urlsplit(address)
            place = f"{page.relative_to(site)}:{line}: {address}"
            if parts.scheme or parts.netloc:
                if loads:
                    wrong.append(f"{place}: loaded from elsewhere")
                elif parts.scheme not in ("https", "http", "mailto") or " " in address:
                    wrong.append(f"{place}: not an address")
                else:
                    elsewhere.add(address)
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if parts.path.startswith("/") or not target.is_file():
                wrong.append(f"{place}: no such file")
            elif parts.fragment and target in pages and not loads:
                if unquote(parts.fragment) not in pages[target].anchors:
                    wrong.append(f"{place}: no such place in the page")
    for style in site.rglob("*.css"):
        if "url(http" in style.read_text(encoding="utf-8") or "@import" in style.read_text(encoding="utf-8"):
            wrong.append(f"{style.relative_to(site)}: loads from elsewhere")
    return wrong, elsewhere, count


def main() -> None:
    site = Path(sys.argv[1]).resolve()
    wrong, elsewhere, count = broken(site)
    for address in sorted(elsewhere):
        print(f"elsewhere, not followed: {address}")
    print(f"{count} links in {len(list(site.rglob('*.html')))} pages, {len(wrong)} broken")
    if wrong:
        print(*wrong, sep="\n", file=sys.stderr)
        sys.exit(1)


main()
