"""Writes the examples of the public headers and the documents into one source: examples.py ROOT OUTPUT

An example of a header is a block of code in a comment. One of a document is a block that is no whole
program, because those are compiled as they are. Most examples are statements, and stand in a coroutine of
their own then. SHAPES lists the others. Names that an example does not declare come from
example_names.hpp. An ellipsis stands for code that the reader knows, and is left out. What is marked as
wrong and what is marked as right do not see each other.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "docs/site"))
import headers  # noqa: E402
import prose  # noqa: E402

# Documents and their blocks that do not use the public headers: the lesson as it was, and a backend.
OTHERS = {("docs/lesson", 1), ("docs/adding_a_backend", 1)}
PACKETS = "using player = packet_player;\n"
CHAT = """
struct member {
  explicit member(std::string name);
  void tell(std::string_view line);
  naru::channel<std::string> lines{64};
};
struct chat {
  struct presence {
    presence(chat& all, member& self);
  };
  bool handle(member& from, std::string_view line);
};
constexpr std::size_t line_length_max = 512;
constexpr std::chrono::seconds send_timeout(5);
std::string_view without_line_end(naru::const_buffer line);
"""
LIFETIME = """
struct chat {
  naru::const_buffer greeting() const;
};
extern naru::task_scope sessions;
extern std::vector<naru::tcp_stream> connections;
extern std::vector<void*> members;
extern naru::strand room;
extern naru::const_buffer line;
extern const int number, i;
extern const std::string name;
extern naru::mutable_buffer buffer;
extern naru::proactor& proactor;
extern naru::member_callback sent;
extern std::error_code error;
extern int self;
naru::task<> greet(std::string_view name);
"""
WORLD = """
extern naru::simulation& world;
extern naru::simulated_host& machine;
extern naru::simulated_host& player;
extern std::vector<naru::simulated_host*> players;
extern naru::simulated_host& server;
extern const std::uint64_t seed;
extern const std::vector<naru::fault> faults;
bool evening(naru::simulation& world, std::chrono::nanoseconds length = 10min);
int scenario(const naru::failing_run& run);
bool passes(int outcome);
void fail(std::uint64_t seed);
"""
TEXT_AND_PACKETS = """
struct welcome {
  static constexpr std::uint16_t id = 3;
  std::uint32_t player = 0;
  void write(naru::packet_writer& to) const;
};
extern const std::uint16_t chat;
struct special : player {
  using player::send;
  void send(const naru::packet& one) { other.send(one); }
  void send(const welcome& one) { other.send(one); }
  packet_player& other;
  std::string name_;
  void run() {
    %
  }
};
"""
# header or document, number of the example in it: what stands before it, and around it. `%` is the example.
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
    ("session/server", 3): ("", IN_TASK.replace("%", "const auto make =\n%\n;")),
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
    ("docs/coroutines", 1): ("", "%"),
    ("docs/coroutines", 2): ("extern std::array<std::byte, 64> data;\n", IN_TASK),
    ("docs/coroutines", 3): ("", "%"),
    ("docs/coroutines", 5): ("naru::task<> echo(naru::tcp_stream accepted);\n", "%"),
    ("docs/coroutines", 6): ("naru::task<> serve(naru::tcp_listener& on);\n", IN_TASK),
    ("docs/coroutines", 8): ("extern std::array<std::byte, 64> data;\n", IN_TASK),
    ("docs/coroutines", 9): ("extern std::array<std::byte, 64> data;\n", IN_TASK),
    ("docs/coroutines", 10): ("extern naru::strand room_strand;\n", IN_TASK),
    ("docs/coroutines", 11): (CHAT, "%"),
    ("simulation", 1): ("", IN_TASK),
    ("simulation/fault", 1): (WORLD, IN_TASK),
    ("simulation/link", 1): (WORLD, IN_TASK),
    ("simulation/minimise", 1): (WORLD, IN_TASK),
    ("simulation/system_faults", 1): (WORLD, IN_TASK),
    ("simulation/simulated_host", 1): (WORLD + "using chat_session = chatter;\n", IN_TASK),
    **{("docs/simulation", number): (WORLD, IN_TASK) for number in range(1, 13)},
    ("tls/tls_error", 1): ("struct outcome {\nstd::error_code error;\n};\nextern outcome result;\nvoid log(std::string text);\n", IN_TASK),
    ("tls/tls_certificate", 1): ("", IN_TASK),
    ("tls/tls_server", 1): ("extern naru::tcp_stream accepted;\n", IN_TASK),
    ("tls/tls_client", 1): ("extern naru::tcp_stream connected;\n", IN_TASK.replace("%", "{\n%\n}")),
    ("tls/tls_stream", 1): ("", "%"),
    ("docs/tls", 1): ("", "%"),
    ("docs/tls", 2): ("", "%"),
    ("watch", 1): ("extern naru::server<player> server;\nextern const naru::histogram tick_time;\nextern const std::atomic<int> bots;\n", IN_TASK),
    ("web/http_pages", 1): ("extern const std::string page_as_text;\n", IN_TASK),
    ("web/http_server", 1): ("extern const std::shared_ptr<naru::http_pages> pages;\n", IN_TASK),
    ("web/web_socket", 1): ("extern const std::shared_ptr<naru::http_pages> pages;\n", IN_TASK),
    ("web/web_error", 1): ("", "struct special : player {\n%\n};"),
    ("docs/web", 2): ("extern const std::shared_ptr<naru::http_pages> pages;\n", IN_TASK),
    ("docs/errors", 1): ("extern naru::endpoint peer;\n", IN_TASK),
    ("docs/functions", 1): ("", "%"),
    ("docs/functions", 2): ("extern std::uint64_t late;\n", IN_TASK),
    ("docs/functions", 3): ("", "struct special : player {\nbool is_logged_in_;\nvoid send_ping();\n%\n};"),
    ("docs/functions", 4): (
        "std::vector<row> query(std::string_view name);\nprofile load(std::string_view name);\n",
        "struct special : player {\nvoid welcome(const profile& loaded);\nnaru::task<> run() {\nstd::string name;\n"
        "%\n}\n};"),
    ("docs/observing", 1): (
        "extern naru::metrics page;\nextern std::uint64_t kills;\n"
        "struct named {\nstd::size_t size();\nstd::string_view name();\n};\nextern named room;\n", IN_TASK),
    ("docs/sessions", 1): (
        "struct player : example_names::player {\nvoid hit(int damage);\n};\nextern naru::server<player> server;\n",
        "inline void run(std::uint64_t id, int damage) {\n%\n}"),
    ("docs/sessions", 2): (
        PACKETS + "const naru::packet_handlers<player&>& handlers();\n",
        "struct special : player {\nvoid run() {\n%\n}\n};"),
    ("docs/sessions", 3): ("", TEXT_AND_PACKETS),
    ("docs/sessions", 4): (
        "struct jobs {\nvoid start(std::string_view text, std::function<void()> then);\n};\n"
        "std::string_view text_of(naru::const_buffer message);\n", "struct special : player {\njobs work_;\n%\n};"),
    ("docs/sessions", 5): (
        "enum : std::uint32_t { kicked = 1 };\n", "struct special : player {\nvoid kick(player* session) {\n%\n};"),
    ("docs/sessions", 8): ("", "%"),
    **{("docs/lifetime", number): (LIFETIME, IN_TASK) for number in range(1, 12)},
    ("docs/lifetime", 4): (LIFETIME, IN_TASK.replace("%", "struct chat chat;\n%")),
    ("docs/lifetime", 8): (LIFETIME, IN_TASK.replace("%", "for (;;) {\n%\n}")),
    ("docs/lifetime", 11): (LIFETIME + "extern naru::mutex mutex;\nextern std::mutex blocking;\n", IN_TASK),
}
# header or document: texts of its examples that cannot stand as they are, and their places
CHANGED = {
    "awaitable": [("(…)", "(Awaitable)")],
    "run": [("int main", "int run_main")],
    "packet/packet_reader": [("return refuse", "refuse")],
    "session/client": [("(…)", '("hello")')],
    "task": [("…  const", "naru::task<> use_copy() {\nconst")],
    "tracer": [("auto proactor", "slow_callbacks tracer;\nauto proactor")],
    "docs/coroutines": [("int main", "int run_main")],
    "docs/lifetime": [("](chat& all", "](struct chat& all"), ("lock_guard lock(mutex)", "lock_guard lock(blocking)")],
    "docs/sessions": [("…\nvoid on_closed", "}\nvoid on_closed")],
}
# A function in the midst of statements stands before them.
FUNCTION = r"^(?:auto|naru::task<>) \w+\([^;{}]*\)(?:;$| \{\n.*?^\}$)"


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
    code = re.sub(r"\) …?\s*$", ") {}", code) if re.match(r"\s*(if|for|while)\b.*…?\s*$", code) and (
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


def fragments(document: Path) -> list[str]:
    blocks = re.findall(r"^```cpp\n(.*?)^```", document.read_text(encoding="utf-8"), re.S | re.M)
    return [block for block in blocks if "#include <naru/" not in block or "\nint main(" not in block]


def sources(root: Path) -> dict[str, list[str]]:
    """The examples of each header and document."""
    found = {name.removeprefix("naru/").removesuffix(".hpp"): examples(path)
             for name, path in headers.places(root).items() if "/detail/" not in name}
    return found | {f"docs/{path.stem}": fragments(path) for path in sorted((root / "docs").glob("*.md"))}


def source_of(name: str, number: int, text: str) -> str:
    before, around = SHAPES.get((name, number), ("", IN_TASK))
    for old, new in CHANGED.get(name, []):
        text = text.replace(old, new)
    text = closed(without_ellipses(text))
    mark = f'\n#line 1 "{name}, example {number}"\n'
    if around.startswith(IN_TASK[:20]):
        before += "".join(mark + one[0] + "\n" for one in re.finditer(FUNCTION, text, re.M | re.S))
        text = re.sub(FUNCTION, "", text, flags=re.M | re.S)
    return before + around.replace("%", f'{mark}{text}\n#line 1 "{name}, after example {number}"')


def main() -> None:
    root, output = Path(sys.argv[1]), Path(sys.argv[2])
    parts, count = ['#include "example_names.hpp"\n'], 0
    for name, found in sources(root).items():
        for number, text in enumerate(found, 1):
            if (name, number) in OTHERS:
                continue
            for part in re.split(r"^(?=// Right)", text, flags=re.M):
                count += 1
                parts.append(f"namespace example_{count} {{\nusing namespace example_names;\n"
                             f"{source_of(name, number, part)}\n}}\n")
    output.write_text("\n".join(parts), encoding="utf-8")
    print(f"{count} examples")


main()
