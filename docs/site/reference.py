"""Writes the pages of the reference: one for each public header, and an index.

Doxygen reads the prepared headers (see headers.py), complains of what is not documented, and tells what
there is. The declarations and comments are taken from the headers as they stand there.
"""

import re
import subprocess
import xml.etree.ElementTree as xml
from dataclasses import dataclass, field
from pathlib import Path

import headers
from prose import Names, paragraphs

GROUPS = {  # the floors of core/floors.txt that have public headers
    "contract": "Proactor and operations", "values": "Values", "sockets": "Streams and listeners",
    "datagrams": "Datagrams", "names": "Names", "signals": "Signals", "coroutines": "Coroutines",
    "functions": "Places, beats and blocking work", "session": "Sessions", "observing": "Observing",
    "simulated": "Simulation", "tls": "TLS", "web": "Web", "watch": "Watch",
}
ALL_OF = ("naru", "tls", "web")  # these headers only include others
MOVED = {"packet/": "Packets"}  # these headers have a group of their own


@dataclass
class Entity:
    """A class, function, variable, alias, enumeration or concept."""
    kind: str
    name: str  # without naru:: and arguments of templates
    file: str
    line: int
    is_protected: bool = False
    shares: bool = False  # the comment of the entity above
    bases: str = ""
    values: list = field(default_factory=list)  # of an enumeration: name, comment
    members: list = field(default_factory=list)


def run_doxygen(root: Path, work: Path) -> None:
    headers.prepare(root, work / "headers")
    (work / "doxygen").mkdir(exist_ok=True)
    done = subprocess.run(["doxygen", "docs/site/Doxyfile"], cwd=root, text=True, capture_output=True)
    complaints = done.stderr.replace(str(work / "headers") + "/", "")
    if done.returncode or complaints:
        raise SystemExit("".join(dict.fromkeys(complaints.splitlines(keepends=True))))


def text_of(node, path: str) -> str:
    found = node.find(path)
    return "".join(found.itertext()).strip() if found is not None else ""


def short(name: str) -> str:
    while "<" in name and "operator" not in name:
        name = re.sub(r"\s*<[^<>]*>", "", name)
    return re.sub(r"^naru::(detail::)?", "", name)


def entity(node) -> Entity:
    place = node.find("location")
    line = int(place.get("bodystart") or place.get("line")) if node.get("kind") in ("class", "struct") \
        else int(place.get("line"))
    found = Entity(node.get("kind"), short(text_of(node, "qualifiedname") or text_of(node, "compoundname")),
                   place.get("file"), line, node.get("prot") == "protected")
    found.shares = text_of(node, "briefdescription") + text_of(node, "detaileddescription") == headers.SAME
    for value in node.findall("enumvalue"):
        comment = text_of(value, "briefdescription") + text_of(value, "detaileddescription")
        found.values.append((text_of(value, "name"), comment))
    return found


def read_entities(folder: Path) -> list[Entity]:
    """All entities of the namespaces naru and naru::detail, with the members of classes inside them."""
    found = []
    for path in sorted(folder.glob("*.xml")):
        compound = xml.parse(path).getroot().find("compounddef")
        if compound is None or compound.get("kind") not in ("class", "struct", "namespace", "concept"):
            continue
        members = [entity(m) for m in compound.iter("memberdef") if m.get("prot") != "private"]
        if compound.get("kind") == "namespace":
            found += members if "detail" not in text_of(compound, "compoundname") else []
            continue
        if compound.get("prot") == "private":
            continue
        whole = entity(compound)
        whole.members = sorted(members, key=lambda m: m.line)
        whole.bases = " ".join(text_of(compound, ".") and b.text for b in compound.findall("basecompoundref")
                               if b.get("prot") == "public")
        found.append(whole)
    return sorted(found, key=lambda e: (e.file, e.line))


class Header:
    """A header's text, from which declarations and comments are cut."""

    def __init__(self, path: Path):
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.bare = re.sub(r'//[^\n]*', lambda m: " " * len(m[0]), self.text)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def declaration(self, one: Entity) -> tuple[str, int]:
        """The declaration without a body, and its first line, counted from 0."""
        begin = at = self.starts[one.line - 1]
        while begin > 0:
            line = self.bare[self.bare.rfind("\n", 0, begin - 1) + 1: begin - 1]
            is_requires = line.lstrip().startswith("requires")  # it may end with a brace
            if not line.strip() or line.startswith("#") or \
                    line.rstrip().endswith((";", "{", "}", ":")) and not is_requires:
                break
            begin -= len(line) + 1
        is_value = one.kind in ("variable", "concept")  # its braces are no body
        depth, end = 0, at
        while end < len(self.bare):
            char = self.bare[end]
            if depth == 0 and (char == ";" or char == "{" and not is_value):
                break
            if depth == 0 and one.kind == "function" and re.match(r"\) *(noexcept(\([^\n]*\))?)?\s*:[^:]",
                                                                  self.bare[end:]):
                end += 1 + len(re.match(r" *(noexcept(\([^\n]*\))?)?", self.bare[end + 1:])[0])
                break
            depth += (char in "([{") - (char in ")]}")
            end += 1
        text = self.text[begin:end].rstrip()
        if one.kind not in ("concept", "variable"):
            text = re.sub(r"\s*//[^\n]*", "", text)
        indent = len(text) - len(text.lstrip())
        text = "\n".join(line[indent:] if not line[:indent].strip() else line for line in text.splitlines())
        return text.replace("NARU_API ", "") + ";", self.text.count("\n", 0, begin)

    def comment(self, first: int) -> tuple[str, str]:
        """The comment above that line, and the remark that stands alone above the comment."""
        def block(end: int, mark: str) -> int:
            begin = end
            while begin > 0 and re.match(rf" *{mark}( |$)", self.lines[begin - 1]):
                begin -= 1
            return begin
        begin = block(first, "///")
        words = "\n".join(re.sub(r"^ *///? ?", "", line) for line in self.lines[begin:first])
        if not words and (own := re.search(r"///< (.*)", self.lines[first])):
            words = own[1]
        remark = ""
        if begin > 0 and not self.lines[begin - 1].strip():
            start = block(begin - 1, "//")
            if start > 0:
                remark = "\n".join(re.sub(r"^ *// ?", "", line) for line in self.lines[start: begin - 1])
        return words, remark


class Reference:
    def __init__(self, root: Path, entities: list[Entity]):
        self.root = root
        self.places = headers.places(root)
        self.entities = entities
        self.files = {}
        self.headings = {}  # (page, name): how many
        self.before = ""  # the entity before
        self.names = Names()
        for one in entities:
            page = self.page_of(one.file)
            if page and one.name not in headers.SHOWN:
                self.names.add(one.name, page, anchor(one.name))
                for member in one.members:
                    self.names.add(member.name, page, anchor(member.name))
                for value, _ in one.values:
                    self.names.add(f"{one.name}::{value}", page, anchor(one.name))
        for one in entities:  # the members of hidden bases stand at each class that has them
            for base in self.hidden_bases(one):
                for member in base.members:
                    own = f"{one.name}::{member.name.split('::')[-1]}"
                    self.names.add(own, self.page_of(one.file), anchor(own))
                    self.names.add(member.name, self.page_of(one.file), anchor(own))
            for base in self.shown_bases(one):  # their members are described once, on their own page
                for member in base.members:
                    self.names.add(f"{one.name}::{member.name.split('::')[-1]}", self.page_of(base.file),
                                   anchor(member.name))

    def page_of(self, file: str) -> str:
        return "" if "/detail/" in file else file.removeprefix("naru/").removesuffix(".hpp")

    def header(self, file: str) -> Header:
        if file not in self.files:
            self.files[file] = Header(self.places[file])
        return self.files[file]

    def hidden_bases(self, one: Entity) -> list[Entity]:
        """The classes of detail whose public members the class or alias has, the nearest first."""
        text = one.bases
        if one.kind == "typedef":
            text = self.header(one.file).declaration(one)[0]
        found = []
        for name in re.findall(r"detail::(\w+)", text):
            for base in self.entities:
                if base.name == name and name in headers.SHOWN and base not in found:
                    found.append(base)
                    found += [b for b in self.hidden_bases(base) if b not in found]
        return found

    def shown_bases(self, one: Entity) -> list[Entity]:
        """The classes with a page of their own from which the class is derived."""
        names = [name for each in [one, *self.hidden_bases(one)]
                 for name in re.findall(r"\b(?:naru::)?(\w+)", each.bases)]
        return [base for base in self.entities
                if base.name in names and base.name not in headers.SHOWN and base is not one]

    def pages(self) -> dict[str, str]:
        """The text of each page, by its path below reference/."""
        files = sorted({e.file for e in self.entities if self.page_of(e.file)})
        return {self.page_of(file): self.page(file) for file in files}

    def page(self, file: str) -> str:
        page = self.page_of(file)
        words = headers.opening(self.header(file).text)
        title = page.split("/")[-1]
        words = re.sub(r"^[a-zA-Z_, ]+:\s+", "", words)
        parts = [f"# {title}\n", f"```cpp\n#include <{file}>\n```\n",
                 paragraphs(words[:1].upper() + words[1:], self.names, page)]
        for one in self.entities:
            if one.file == file and one.name not in headers.SHOWN:
                parts.append(self.entity(one, page))
        return "\n".join(parts)

    def entity(self, one: Entity, page: str) -> str:
        declared, first = self.header(one.file).declaration(one)
        words, remark = self.header(one.file).comment(first)
        opening = headers.opening(self.header(one.file).text).partition(":")[0]
        if not words and not one.shares and one.name not in opening.split(", "):
            self.names.missing.add(f"{page}.hpp: {one.name} is not documented")
        parts = []
        if not one.shares and one.name != self.before:
            parts.append(self.heading(2, [one.name], page))
        if one.kind in ("class", "struct"):  # what a hidden base adds is shown below
            declared = re.sub(r" : (public|private) detail::.*", ";", declared, flags=re.S)
        parts += [code(declared), paragraphs(words, self.names, page, one.name)]
        if remark and one.members:
            parts.append(paragraphs(remark, self.names, page, one.name))
        if one.kind in ("class", "struct"):
            parts.append(self.copies(one))
        if one.values:
            rows = [f"| `{name}` | {paragraphs(words, self.names, page, one.name).strip()} |"
                    for name, words in one.values]
            parts.append("\n".join(["| value | meaning |", "|---|---|", *rows]) + "\n")
        parts.append(self.members(one.members, one.name, page))
        for base in self.hidden_bases(one):
            parts.append(self.members([m for m in base.members if not m.is_protected], one.name, page))
        if linked := [f"[`{base.name}`]({self.names.link(base.name, page)})" for base in self.shown_bases(one)]:
            parts.append("It also has the members of " + " and ".join(linked) + ".\n")
        self.before = one.name
        return "\n".join(part for part in parts if part)

    def members(self, members: list[Entity], owner: str, page: str) -> str:
        """Members that share a comment stand together, and so do overloads that follow each other."""
        groups = []
        for member in members:
            if member.shares and groups:
                groups[-1].append(member)
            else:
                groups.append([member])
        parts, before = [], []
        for group in groups:
            names = list(dict.fromkeys(f"{owner}::{m.name.split('::')[-1]}" for m in group))
            parts.append(self.group(group, names if names != before else [], owner, page))
            before = names
        return "\n".join(parts)

    def heading(self, level: int, names: list[str], page: str) -> str:
        """A heading of several names; each leads to the first place of its name in the page."""
        anchors = []
        for name in names:
            count = self.headings.setdefault((page, name), 0)
            self.headings[page, name] = count + 1
            anchors.append(anchor(name) + (f"-{count + 1}" if count else ""))
        marks = "".join(f'<a id="{other}"></a>' for other in anchors[1:])
        title = ", ".join(f"`{name}`" for name in names)
        return f"\n{'#' * level} {title}{marks} {{ #{anchors[0]} }}\n"

    def group(self, group: list[Entity], names: list[str], owner: str, page: str) -> str:
        header = self.header(group[0].file)
        cut = [header.declaration(member) for member in group]
        words, remark = header.comment(cut[0][1])
        parts = [paragraphs(remark, self.names, page, owner)] if remark else []
        if names:
            parts.append(self.heading(3, names, page))
        parts.append(code("\n".join(declared for declared, _ in cut)))
        if group[0].is_protected:
            words = "For derived classes. " + words
        parts.append(paragraphs(words, self.names, page, owner))
        for member in group:
            parts += [f"`{name}`: {paragraphs(words, self.names, page, owner)}" for name, words in member.values]
        return "\n".join(parts)

    def copies(self, one: Entity) -> str:
        """How the class is copied and moved, if it says so."""
        name = one.name.split("::")[-1]
        text = self.header(one.file).bare
        if not re.search(rf"\b{name}\(const {name}&\) = delete", text):
            return "It can be moved, not copied.\n" if re.search(rf"\b{name}\({name}&&", text) else ""
        return "It can be neither copied nor moved.\n"

    def groups(self) -> dict[str, list[str]]:
        """The pages in the groups of the index, by the floors of the headers."""
        floors = {}
        for floor, names in re.findall(r"^headers (\w+): (.*)$", (self.root / "core/floors.txt").read_text(), re.M):
            floors.update({name: floor for name in names.split()})
        result = {title: [] for title in [*GROUPS.values(), *MOVED.values()]}
        for page in sorted({self.page_of(e.file) for e in self.entities} - {""}):
            moved = next((title for folder, title in MOVED.items() if page.startswith(folder)), None)
            result[moved or GROUPS[floors.get(page, "contract")]].append(page)
        return {title: listed for title, listed in result.items() if listed}

    def index(self) -> str:
        text = (Path(__file__).with_name("reference.md")).read_text(encoding="utf-8")
        for title, listed in self.groups().items():
            text += f"\n## {title}\n\n| header | what is in it |\n|---|---|\n"
            for page in listed:
                words = headers.opening(self.header(f"naru/{page}.hpp").text).split("\n\n")[0]
                words = re.sub(r"^[a-zA-Z_, ]+:\s+", "", words.replace("\n", " "))
                sentence = re.match(r".*?[.:](?= |$)", words)
                words = (sentence[0] if sentence else words).rstrip(":").strip()
                words = paragraphs(words[:1].upper() + words[1:], self.names, "index").strip()
                text += f"| [`{page.split('/')[-1]}`]({page}.md) | {words} |\n"
        return text


def anchor(name: str) -> str:
    return re.sub(r"[^\w]+", "-", name.replace("~", "end-of-")).strip("-")


def code(text: str) -> str:
    return f"```cpp\n{text}\n```\n"


def write(root: Path, work: Path) -> list:
    """Writes the pages to work/en/reference; returns their part of the navigation."""
    run_doxygen(root, work)
    reference = Reference(root, read_entities(work / "doxygen/xml"))
    folder = work / "en/reference"
    written = {**reference.pages(), "index": reference.index()}
    public = {name.removeprefix("naru/").removesuffix(".hpp") for name in headers.places(root)}
    if lost := {p for p in public if "detail/" not in p and p not in ALL_OF} - set(written):
        raise SystemExit(f"Doxygen found nothing in {', '.join(sorted(lost))}")
    if reference.names.missing:
        raise SystemExit("In the comments of the headers:\n" + "\n".join(sorted(reference.names.missing)))
    for page, text in written.items():
        file = folder / f"{page}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return ["reference/index.md", *({title: [f"reference/{page}.md" for page in listed]}
                                    for title, listed in reference.groups().items())]
