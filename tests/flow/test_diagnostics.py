from __future__ import annotations

from flowrunner.flow.diagnostics import Diagnostic, in_order, to_text
from flowrunner.flow.model import Span


def finding(line: int, column: int, end: int, path: str = "bank.yaml", hint: str | None = None) -> Diagnostic:
    return Diagnostic("unknown-target", "error", "there is no state `mneu`", Span(line, column, line, end), hint, path)


def test_the_text_has_the_place_the_line_a_caret_and_a_hint() -> None:
    assert to_text(finding(2, 9, 13, hint="did you mean `menu`?"), ["flow: bank", "    go: mneu"]) == (
        "bank.yaml:2:9: there is no state `mneu` [unknown-target]\n"
        "    2 |     go: mneu\n"
        "      |         ^~~~\n"
        "  hint: did you mean `menu`?"
    )


def test_a_warning_says_so() -> None:
    warning = Diagnostic("text-lost", "warning", "text is lost", Span(1, 1, 1, 2), None, "a.yaml")
    assert to_text(warning, ["x"]).startswith("a.yaml:1:1: warning: text is lost [text-lost]\n")


def test_the_caret_stands_under_wide_and_combining_characters() -> None:
    line = "नमस्ते 你好 mneu"
    start = line.index("mneu")
    caret = to_text(finding(1, start + 1, start + 5), [line]).splitlines()[2]
    assert caret == "      | " + " " * 10 + "^~~~"


def test_long_lines_are_cut_around_the_place() -> None:
    line = "x" * 500 + "mneu" + "y" * 500
    _, shown, caret = to_text(finding(1, 501, 505), [line]).splitlines()
    assert len(shown) == 8 + 120
    assert shown[caret.index("^") : caret.index("^") + 4] == "mneu"


def test_no_control_character_reaches_a_terminal() -> None:
    assert "\x1b" not in to_text(finding(1, 1, 2), ["\x1b[31mred"])


def test_colors_only_when_asked_for() -> None:
    assert "\x1b[" in to_text(finding(1, 1, 2), ["x"], color=True)


def test_a_place_outside_the_file_has_no_excerpt() -> None:
    assert to_text(finding(9, 1, 2), ["x"]) == "bank.yaml:9:1: there is no state `mneu` [unknown-target]"


def test_findings_are_sorted_by_file_and_position_each_once() -> None:
    findings = [finding(3, 1, 2), finding(1, 5, 6), finding(1, 2, 3), finding(1, 2, 3), finding(9, 9, 10, "a.yaml")]
    assert [(each.path, each.span.line, each.span.column) for each in in_order(findings)] == [
        ("a.yaml", 9, 9),
        ("bank.yaml", 1, 2),
        ("bank.yaml", 1, 5),
        ("bank.yaml", 3, 1),
    ]
