"""The pages of the site in their groups, by their path in the repository.

A page that is not there in a language is left out. A document in docs that stands in no group is an error.
"""

GROUPS = {
    "Start": ["README.md", "docs/building.md", "docs/packages.md", "docs/samples.md", "docs/glossary.md"],
    "Tutorials": ["docs/lesson.md", "docs/game_server.md"],
    "How-to": [
        "docs/sessions.md", "docs/coroutines.md", "docs/callbacks.md", "docs/functions.md",
        "docs/observing.md", "docs/simulation.md", "docs/tls.md", "docs/web.md", "docs/watch.md", "docs/lifetime.md",
        "docs/errors.md",
    ],
    "Reference": [],  # reference.py makes these pages
    "Design": ["ARCHITECTURE.md", "docs/adding_a_backend.md", "docs/systems.md"],
    "Benchmarks": ["docs/benchmarks.md"],
    "Project": [
        "CHANGELOG.md", "docs/versions.md", "CONTRIBUTING.md", "SUPPORT.md", "SECURITY.md",
        "CODE_OF_CONDUCT.md", "THIRD_PARTY.md",
    ],
}

KOREAN = {
    "Start": "시작", "Tutorials": "튜토리얼", "How-to": "사용법", "Reference": "레퍼런스",
    "Design": "설계", "Benchmarks": "벤치마크", "Project": "프로젝트",
}


def korean(path: str) -> str:
    """Where the translation of a page is, if there is one."""
    if path.startswith("docs/"):
        return path.replace("docs/", "docs/ko/", 1)
    return path.removesuffix(".md") + ".ko.md"
