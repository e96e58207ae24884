"""Turns the comments of headers into Markdown: code blocks, names in code, and links to their pages."""

import os
import re


class Names:
    """Where each name of the interface is described."""

    def __init__(self):
        self.places = {}
        self.missing = set()

    def add(self, name: str, page: str, anchor: str) -> None:
        self.places.setdefault(name, (page, anchor))

    def header(self, name: str) -> str:
        """The page of a public header; nothing for another one."""
        return next((page for page, _ in self.places.values() if page.split("/")[-1] == name), "")

    def link(self, name: str, page: str, scope: str = "") -> str:
        """The link from a page to a name, as it is written inside the class `scope`; or nothing."""
        whole_name = name
        name = re.sub(r"\(\)$", "", name.removeprefix("naru::"))
        name = re.sub(r"<[^>]*>+", "", name)
        for whole in ([f"{scope}::{name}"] if scope else []) + [name]:
            if whole in self.places:
                target, anchor = self.places[whole]
                return os.path.relpath(target + ".md", os.path.dirname(page) or ".") + f"#{anchor}"
        owner, _, member = name.rpartition("::")
        if member and owner in self.places or whole_name.startswith("naru::"):
            self.missing.add(f"{page}.hpp: there is no {whole_name}")
        return ""


# A word that is a name in code: with `::`, with an underscore, or called.
NAME = re.compile(r"\b[a-z_]+(?:\.[a-z_]+)+\(\)|\b[a-z_]+\([a-z_]+::[a-z_]+\)"
                  r"|\b(?:[a-z]\w*::)+[a-zA-Z_]\w*(?:<[\w:<>, ]*>)?(?:\(\))?"
                  r"|\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+_?(?:<[\w:<>, ]*>)?(?:\(\))?"
                  r"|\b[a-z]+\(\)|\b[a-z]+_\b|\b(?:co_await|nullptr|noexcept)\b")
DOCUMENT = re.compile(r"\bdocs/(\w+)\.md\b|\b([A-Z]+)\.md\b|\b([a-z_]+(?:/[a-z_]+)?)\.hpp\b")


def sentence(text: str, names: Names, page: str, scope: str) -> str:
    """One paragraph, of which the parts in backquotes are code already."""
    pieces = re.split(r"(`[^`]*`)", text)
    for at, piece in enumerate(pieces):
        if at % 2:
            # A word without an underscore may be a parameter that has the name of a type.
            link = names.link(piece.strip("`"), page, scope) if re.search("::|_", piece) else ""
            pieces[at] = f"[{piece}]({link})" if link else piece
            continue
        done, last = [], 0
        for match in re.finditer(rf"{DOCUMENT.pattern}|{NAME.pattern}", piece):
            done.append(escape(piece[last: match.start()]))
            last = match.end()
            header = match[3] and names.header(match[3])
            if match[1] or match[2] or header:
                path = f"docs/{match[1]}" if match[1] else match[2] or f"reference/{header}"
                done.append(f"[{match[0]}](site:/{path}.html)")
                continue
            word = match[0]
            link = names.link(word, page, scope)
            done.append(f"[`{word}`]({link})" if link else f"`{word}`")
        pieces[at] = "".join(done) + escape(piece[last:])
    return "".join(pieces)


def escape(text: str) -> str:
    return re.sub(r"([*\[\]|\\])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def is_cpp(lines: list[str]) -> bool:
    return any(re.search(r"[;{]", line) for line in lines)


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """The paragraphs, each with its kind: code, which is indented by four spaces, list or text."""
    found = []
    ended = True
    for line in text.split("\n"):
        if not line.strip():
            if found and found[-1][0] == "code":
                found[-1][1].append("")
            ended = True
            continue
        was = found[-1][0] if found else ""
        if line.startswith("    ") and (was == "code" or ended):
            kind = "code"
        elif re.match(r" *[*-] ", line) and (ended or was == "list" or text.startswith(line)):
            kind = "list"
        else:
            kind = was if was != "code" and not ended else "text"
        if kind == "list" and was == "list" and not re.match(r" *[*-] ", line):
            found[-1][1][-1] += " " + line.strip()
        else:
            if kind != was or (ended and kind == "text"):
                found.append((kind, []))
            found[-1][1].append(line[4:] if kind == "code" else re.sub(r"^[*-] ", "", line.strip()))
        ended = False
    return found


def paragraphs(text: str, names: Names, page: str, scope: str = "") -> str:
    """A comment as Markdown."""
    result = []
    for kind, lines in blocks(text):
        if kind == "code":
            language = "cpp" if is_cpp(lines) else "text"
            result.append(f"```{language}\n" + "\n".join(lines).strip("\n") + "\n```")
        elif kind == "list":
            result.append("\n".join("- " + sentence(line, names, page, scope) for line in lines))
        else:
            result.append(sentence(" ".join(lines), names, page, scope))
    return "\n\n".join(result) + "\n" if result else ""
