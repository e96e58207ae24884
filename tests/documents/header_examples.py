"""Writes the examples of the public headers into one source: header_examples.py HEADERS OUTPUT

An example is a block of code in a comment. Most are statements, and stand in a coroutine of their own
then. SHAPES lists the others. Names that an example does not declare come from example_names.hpp.
An ellipsis stands for code that the reader knows, and is left out.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs/site"))
import headers  # noqa: E402
import prose  # noqa: E402

PACKETS = "using player = packet_player;\n"
# header, number of the example in it: what stands before it, and around it. `%` is the example.
IN_TASK = "struct example {\n  naru::task<> run() {\n%\n    co_return;\n  }\n};"
SHAPES = {
    ("awaitable", 1): ("", "%"),
    ("blocking_pool", 1): ("", IN_TASK.replace("%", "std::string name;\n%")),
    ("blocking_pool", 2): ("", IN_TASK.replace("%", "std::string name;\n%")),
    ("blocking_pool", 3): ("", IN_TASK.replace("%", "std::string name;\n%")),
    ("callback", 1): ("", "%"),
    ("callback", 2): ("extern naru::proactor& proactor;\n", IN_TASK),
    ("channel", 1): ("", IN_TASK.replace("%", "std::string line;\n%")),
    ("describe", 1): ("", IN_TASK.replace("%", "std::error_code error;\nnaru::endpoint peer;\n%")),
    ("packet/packet_handlers", 1): ("", "struct player : packet_player {\nvoid on_login(const login& one);\n%\n};"),
    ("packet/packet_handlers", 2): (
        PACKETS + "const naru::packet_handlers<player&>& handlers();\n",
        "struct special : player {\nvoid run() {\n%\n}\n};"),
    ("packet/packet_reader", 1): ("", IN_TASK.replace("%", "naru::packet packet;\n%")),
    ("packet/packet_traits", 1): ("", "%"),
    ("packet/packet_traits", 2): (
        PACKETS + "extern player& session;\nextern naru::packet_handlers<player&> handlers;\n"
        "extern naru::packet packet;\n", IN_TASK),
    ("packet/packet_traits", 3): ("}\nnamespace their {\nstruct login;\n}\n", "%\nnamespace {"),
    ("packet/packet_writer", 1): (
        "extern packet_player& session;\nextern const std::uint32_t target;\nextern const std::uint16_t talk;\n",
        IN_TASK),
    ("post", 1): ("extern naru::proactor& proactor;\n", IN_TASK),
    ("run", 1): ("", "%"),
    ("serial", 1): ("", "%"),
    ("session/close_code", 1): (
        "struct player : naru::session<naru::raw> {\nvoid kick();\nvoid on_message(naru::const_buffer) override;\n"
        "void on_closed(naru::close_reason reason) override;\n};\n", "%"),
    ("session/close_reason", 1): ("", "struct special : player {\nstd::string name_;\n%\n};"),
    ("session/coroutine_session", 1): ("", "%"),
    ("session/delimited", 1): ("", "%"),
    ("session/framing", 1): ("", "%"),
    ("session/length_prefixed", 1): ("", "%"),
    ("session/packet_framing", 1): ("extern const std::uint16_t chat;\n", "%"),
    ("session/packet_framing", 2): ("", "struct special : packet_player {\nvoid run() {\n%\n}\n};"),
    ("session/raw", 1): ("", "%"),
    ("session/server", 3): ("", IN_TASK.replace("%", "const auto make =\n%;")),
    ("session/shared_message", 1): ("using framing = naru::length_prefixed<>;\n", IN_TASK),
    ("signal_set", 2): ("extern naru::signal_set stops;\n", IN_TASK),
    ("stop_link", 1): ("", "%"),
    ("stream", 1): ("", "%"),
    ("stream", 2): ("extern naru::stream& peer;\n", IN_TASK),
    ("task", 1): ("extern naru::tcp_stream client, server;\n", "%"),
    ("task_scope", 1): ("naru::task<> session(naru::tcp_stream accepted);\n", "%"),
    ("timer", 2): ("extern naru::timer timer;\n", IN_TASK),
    ("unix_listener", 1): ("extern naru::unix_stream stream_;\n", IN_TASK),
    ("when_all", 1): ("extern std::array<char, 64> answer;\n", IN_TASK),
}
# header: text of an example that cannot stand as it is, and its place
CHANGED = {
    "awaitable": ("(…)", "(Awaitable)"),
    "run": ("int main", "int run_main"),
    "packet/packet_reader": ("return refuse", "refuse"),
    "session/client": ("(…)", '("hello")'),
    "task": ("…  const", "naru::task<> use_copy() {\nconst"),
    "tracer": ("auto proactor", "slow_callbacks tracer;\nauto proactor"),
}


def without_ellipses(text: str) -> str:
    """The code of an example, with an empty body wherever an ellipsis stands for one."""
    text = re.sub(r"^ *…[^\n…:]*(…|:)? *$", "", text, flags=re.M)  # a line of words
    text = re.sub(r"^ *…in [^:\n]*:(.*)$", lambda m: "{" + body(m[1]) + "}", text, flags=re.M)
    text = re.sub(r"^(.*?)( *// or throws)$", r"{ \1 }", text, flags=re.M)
    return "\n".join(body(line) for line in text.splitlines())


def body(line: str) -> str:
    code, slashes, comment = line.partition("  //")
    if re.match(r" *class .*…", code):
        code = code.replace("…", "{};")
    code = re.sub(r"\) …?\s*$", ") {}", code) if re.match(r"\s*(if|for)\b.*…?\s*$", code) and (
        "…" in code or code.rstrip().endswith("))")) else code
    code = re.sub(r"= …;", "= {};", code).replace("{ … }", "{}").replace("…", "")
    return code + slashes + comment


def closed(text: str) -> str:
    """An example may end before its braces do."""
    missing = text.count("{") - text.count("}")
    text += "\n" + "}" * missing
    return text + ";" if re.match(r"\s*(class|struct)\b", text) and missing else text


def examples(header: Path) -> list[str]:
    text = header.read_text(encoding="utf-8")
    comments = [headers.opening(text)]
    for block in re.findall(r"(?:^ *///.*\n)+", text, re.M):
        comments.append(re.sub(r"^ *///? ?", "", block, flags=re.M))
    return ["\n".join(lines) for comment in comments for kind, lines in prose.blocks(comment)
            if kind == "code" and prose.is_cpp(lines)]


def main() -> None:
    folder, output = Path(sys.argv[1]), Path(sys.argv[2])
    parts, count = ['#include "example_names.hpp"\n'], 0
    for header in sorted(folder.rglob("*.hpp")):
        name = header.relative_to(folder).with_suffix("").as_posix()
        if name.startswith("detail/"):
            continue
        for number, text in enumerate(examples(header), 1):
            count += 1
            before, around = SHAPES.get((name, number), ("", IN_TASK))
            code = closed(without_ellipses(text.replace(*CHANGED.get(name, ("", "")))))
            line = f'#line 1 "{name}.hpp, example {number}"\n'
            parts.append(f"namespace example_{count} {{\nusing namespace example_names;\n{before}"
                         + around.replace("%", f"\n{line}{code}") + "\n}\n")
    output.write_text("\n".join(parts), encoding="utf-8")
    print(f"{count} examples")


main()
