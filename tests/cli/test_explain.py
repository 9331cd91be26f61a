from __future__ import annotations

import pytest

from flowrunner.cli import main
from flowrunner.flow.lint.manual import MANUAL


def test_a_code_is_explained_with_both_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "two-verbs"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("two-verbs (error): a state that does more than one thing\n")
    assert 'Not so:\n\n      connect:\n        wait: 2s\n        transfer: "+15550100001"\n' in out
    assert "But so:\n\n      pause:\n" in out


def test_a_code_may_be_given_as_it_stands_in_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "[two-verbs]"]) == 0
    assert capsys.readouterr().out.startswith("two-verbs")


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(MANUAL)


@pytest.mark.parametrize(
    ("code", "hint"),
    [("two-verb", "did you mean `two-verbs`?"), ("qqq", "`flowrunner explain` lists all codes")],
)
def test_a_code_that_does_not_exist_is_a_usage_error(code: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", code]) == 2
    assert capsys.readouterr().err == f"flowrunner explain: there is no code `{code}`; {hint}\n"
