"""The page of all codes: ``python -m flowrunner.flow.lint.page > docs/lint.md``."""

from __future__ import annotations

from flowrunner.flow.lint.manual import MANUAL, Entry

_HEAD = """\
# What the checker says

`flowrunner check` reads flows and tells every mistake at its place. This page lists what it can find;
`flowrunner explain CODE` shows one entry. It is written by `python -m flowrunner.flow.lint.page`, and all its examples
are run by the tests.

An **error** keeps a flow from being served. A **warning** does not, unless `--strict` makes it count. An **info** is
good to know; `--info` shows them, and the formats for programs always hold them.

A comment silences warnings and infos: `# flowrunner: ignore[long-menu]` those of that code on its line,
`# flowrunner: ignore` all of its line. A comment on a line of its own is about the next line; one beside `>` or `|` is
about the whole text below. Errors cannot be silenced.

Some warnings need a file that is right otherwise: a misspelled state alone would make others look unreachable. They are
told when the errors are gone.
"""


def page() -> str:
    """Return the whole page."""
    rows = [f"| [`{each.code}`](#{each.code}) | {each.severity} | {each.summary} |" for each in MANUAL.values()]
    table = "\n".join(["| Code | | |", "|---|---|---|", *rows])
    return f"{_HEAD}\n{table}\n\n" + "\n".join(_section(each) for each in MANUAL.values())


def _section(entry: Entry) -> str:
    there = "Beside it there is" + (f" `{entry.beside_name}`" if entry.beside_name != "beside.yaml" else "")
    beside = f"{there}:\n\n{_yaml(entry.beside)}\n" if entry.beside else ""
    saved = f" (saved as {entry.encoding})" if entry.encoding != "utf-8" else ""
    return (
        f"## {entry.code}\n\n{entry.severity.capitalize()}: {entry.summary}.\n\n{entry.why}\n\n"
        f"Not so{saved}:\n\n{_yaml(entry.bad)}\nBut so:\n\n{_yaml(entry.good)}\n{beside}"
    )


def _yaml(example: str) -> str:
    return f"```yaml\n{example}```\n"


if __name__ == "__main__":
    print(page().rstrip())
