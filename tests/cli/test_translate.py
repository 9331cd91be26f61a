from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.cli import main
from flowrunner.flow.loader import load_flow
from tests.flow.translation.folder import HINDI, write

PARTLY = """\
# by Asha
hello:
    opening_hours: [समय]   # as they say it
    number:
        say: ठीक है।
number: {ask: कौन सा नंबर?}
done:
"""
COMPLETED = """\
# by Asha
hello:
    opening_hours: [समय]   # as they say it
    number:
        say: ठीक है।
        # a number
        hear:
    # Hi, this is Acme. Opening hours, or a number?
    ask:
number: {ask: कौन सा नंबर?}
done:
  # Thank you for {{ number }}. Bye.
  say:

anytime:
  # person | agent
  person:

defaults:
  # I didn't hear you.
  silence:

opening_hours:
  # We open at ten.
  say:
"""


def test_what_is_missing_is_added_and_what_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow = write(tmp_path, PARTLY)
    assert main(["translate", str(flow), "hi-IN"]) == 0
    told = capsys.readouterr().out
    file = tmp_path / "faq.hi-IN.yaml"
    assert sorted(file.read_text("utf-8").splitlines()) == sorted(COMPLETED.splitlines())
    assert told.startswith(
        f"{file}: 6 texts to translate; add by hand, because braces and lists are left as they are: "
    )
    assert "number.confirm" in told
    assert not load_flow(file).has_errors
    assert main(["translate", str(flow), "hi-IN"]) == 0
    assert "nothing to add" in capsys.readouterr().out


def test_a_translation_is_begun(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow = write(tmp_path, None)
    assert main(["translate", str(flow), "hi-IN"]) == 0
    assert capsys.readouterr().out == f"{tmp_path}/faq.hi-IN.yaml: 11 texts to translate\n"
    loaded = load_flow(tmp_path / "faq.hi-IN.yaml")
    assert [each.code for each in loaded.diagnostics] == ["untranslated"]
    assert main(["check", str(tmp_path)]) == 0


def test_a_whole_translation_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow = write(tmp_path)
    before = (tmp_path / "faq.hi-IN.yaml").read_bytes()
    assert main(["translate", str(flow), "hi-IN"]) == 0
    assert (tmp_path / "faq.hi-IN.yaml").read_bytes() == before
    assert HINDI.strip().encode() == before.strip()


@pytest.mark.parametrize(
    ("language", "hint"),
    [("hi-In", "did you mean `hi-IN`?"), ("ta", "add it to the flow: `languages: [en-IN, hi-IN, ta]`")],
)
def test_a_language_that_the_flow_lacks_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, hint: str
) -> None:
    assert main(["translate", str(write(tmp_path)), language]) == 2
    assert capsys.readouterr().err == f"flowrunner translate: faq.yaml is not said in {language}: {hint}\n"


def test_a_flow_that_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flow = write(tmp_path, None, "flow: " + "[" * 100)
    assert main(["translate", str(flow), "hi-IN"]) == 1
    assert "faq.yaml:" in capsys.readouterr().err
