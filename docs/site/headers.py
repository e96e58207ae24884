"""Prepares the public headers for Doxygen, without a change of their lines.

- The comment that opens a header, "name: …", documents `name`.
- A declaration that follows a documented one without an empty line shares its comment.
- Namespaces `detail` are left out, except the classes in SHOWN: programs call their public members.
- Protected functions that follow "The functions below are for …" are the library's own.
- What every class has (deleted and defaulted members, friends) needs no comment.
"""

import re
from pathlib import Path

# The classes of detail/ whose public members are members of a public class.
SHOWN = ("audience", "basic_listener", "client_base", "framed_session", "listener_handle", "room_base",
         "server_base", "session_owner")
# The folders with public headers.
FOLDERS = ("core/include", "backends/simulated/include", "components/tls/include",
           "components/web/include", "components/watch/include")
SAME = "^"  # the comment of a declaration that shares the one above


def opening(text: str) -> str:
    """The comment that opens a header, without its slashes."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        lines.append(line[3:])
    return "\n".join(lines) + "\n"


def blank(text: str) -> str:
    return re.sub(r"[^\n]", "", text)


def without_detail(text: str, is_detail: bool) -> str:
    def part(match: re.Match) -> str:
        shown = any(re.search(rf"^class (NARU_API )?{name}\b[^;]*\{{", match[0], re.M) for name in SHOWN)
        if not shown:
            return blank(match[0])
        return re.sub(r"^ (protected|private):\n.*?(?=^\};)", lambda m: blank(m[0]), match[0],
                      flags=re.S | re.M)
    if is_detail:
        return part(re.match(r".*", text, re.S))
    text = re.sub(r"^namespace detail \{\n(?:(?:template|class|struct) [^\n]*\n)+\}$", lambda m: blank(m[0]), text,
                  flags=re.M)
    return re.sub(r"^namespace detail \{\n.*?^\}  // namespace detail$", part, text, flags=re.S | re.M)


def without_usual_members(text: str) -> str:
    """Without deleted and defaulted members, friends, and what follows the last of namespace naru."""
    member = r"^ +(?:template [^\n]*\n +)?(?:friend\b[^;{]*|[^\n;{}/]*\([^;{}]*\)[^;{}()]*= (?:delete|default));[^\n]*$"
    text = re.sub(member, lambda m: blank(m[0]), text, flags=re.M)
    text = re.sub(r"^(?:template <[^\n]*\n|inline )[^\n]* detail::\w+(?:<\w*>)?::\w+\([^\n]*\{\n.*?^\}$", lambda m: blank(m[0]), text,
                  flags=re.M | re.S)
    text = re.sub(r"^  // The functions? below (?:is|are) for .*?(?=^ private:|^\};)", lambda m: blank(m[0]), text,
                  flags=re.M | re.S)
    text = re.sub(r"^ +friend [^;{}]*\{[^\n]*\}$", lambda m: blank(m[0]), text, flags=re.M)
    if last := re.search(r"^\}  // namespace naru$", text, re.M):
        end = last.end()
        text = text[:end] + blank(text[end:])
    return text


def with_shared_comments(text: str) -> str:
    result, covered, ended = [], False, False
    for line in text.splitlines():
        bare = re.sub(r"//.*", "", line).strip()
        comment = line.strip().startswith("//")
        if comment:
            covered = covered and not ended or line.strip().startswith("///")
            if line.strip().startswith("///"):
                covered = True
            ended = False
        elif not bare or re.match(r"(public|protected|private):$|\}", bare):
            if not bare or bare.endswith(":"):
                covered = False
            ended = bool(bare)
        else:
            if covered and ended and "///<" not in line:
                indent = len(line) - len(line.lstrip())
                line = line[:indent] + f"/** {SAME} */ " + line[indent:]
            ended = bare.endswith((";", "}"))
        result.append(line)
    return "\n".join(result) + "\n"


def with_opening(text: str) -> str:
    """The declarations that the opening comment names have a comment."""
    names = re.match(r"([a-z_, ]+):\s", opening(text))
    for name in re.split(r", ", names[1]) if names else []:
        declaration = rf"^(?=(?:template <[^\n]*\n(?:  requires[^\n]*\n)?)?(?:class|struct|enum class|using|concept)\b[^;\n]*\b{name}\b[^;\n]*(?:\{{|=|:[^\n;]*|\{{\}};)$)"
        at = re.search(declaration, text, re.M) or re.search(rf"^(?=namespace naru::{name} \{{$)", text, re.M)
        if at and not text[: at.start()].rstrip("\n").split("\n")[-1].startswith("///"):
            text = text[: at.start()] + f"/** {name} */ " + text[at.start():]
    return text


def places(root: Path) -> dict[str, Path]:
    """Each public header, by the name by which programs include it."""
    return {header.relative_to(root / folder).as_posix(): header
            for folder in FOLDERS for header in sorted((root / folder).rglob("*.hpp"))}


def prepare(root: Path, target: Path) -> None:
    """Writes the public headers to `target`."""
    for name, header in places(root).items():
        text = header.read_text(encoding="utf-8")
        is_detail = "/detail/" in name
        if is_detail and header.stem not in SHOWN:
            continue
        text = without_usual_members(without_detail(text, is_detail))
        text = text.replace("::ffff:", "ffff:")  # an address, not a name
        if not is_detail:
            text = with_opening(text)
        text = with_shared_comments(text)
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
