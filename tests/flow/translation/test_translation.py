"""What is wrong with a translation, and what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.flow.loader import load_flow, load_flows
from tests.flow.translation.folder import FAQ, HINDI, findings, said_of, write


def test_a_whole_translation_is_good(tmp_path: Path) -> None:
    flow = write(tmp_path)
    loaded = list(load_flows([flow, tmp_path / "faq.hi-IN.yaml"]))
    assert [each.diagnostics for each in loaded] == [(), ()]
    assert loaded[0].flow is not None
    assert list(loaded[0].flow.translations) == ["hi-IN"]


def test_a_flow_that_is_translated_otherwise_is_another_version(tmp_path: Path) -> None:
    versions = set()
    for hindi in (HINDI, HINDI.replace("ठीक", "बहुत ठीक"), None):
        flow = load_flow(write(tmp_path, hindi)).flow
        assert flow is not None
        versions.add(flow.version)
        (tmp_path / "faq.hi-IN.yaml").unlink(missing_ok=True)
    assert len(versions) == 3


def test_missing_texts_are_counted_and_each_is_shown_to_who_asks(tmp_path: Path) -> None:
    write(tmp_path, "hello:\n  ask: नमस्ते\n  number: {hear: नंबर}\nnumber:\n  ask:\n")
    loaded = load_flow(tmp_path / "faq.hi-IN.yaml")
    assert findings(loaded) == [
        (
            1,
            "untranslated",
            "9 texts are not translated: anytime.person, defaults.silence, hello.opening_hours, "
            "hello.number.say, opening_hours.say and 4 more",
        )
    ]
    assert (5, "untranslated", "`number.ask` is not translated: Which number?") in findings(loaded, info=True)
    assert load_flow(tmp_path / "faq.yaml").flow is not None


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("done:", "don:", "unknown-text", "there is no state `don` in faq.yaml"),
        ("  opening_hours: [", "  openings: [", "unknown-text", "`hello` has no text or choice `openings` in faq.yaml"),
        ("  silence:", "  silense:", "unknown-key", "unknown key `silense`"),
        ("{{ number }}", "{{ nmber }}", "unknown-variable", "nothing declares `nmber`"),
        ("{{ number }}", "{{ number !}}", "template-syntax", ""),
        ("{{ number }}", "{{ number | spel }}", "unknown-filter", "unknown filter `spel`"),
        ("{{ number }} के", "के", "other-values", "the written text says `number`, and this one does not"),
        ("[नंबर]", "[समय]", "duplicate-choice", "the phrase `समय` chooses `opening_hours` already"),
        ("वह नहीं।]", "वह नहीं।, और यह]", "unknown-text", "`number.reject` has no text or choice `1` in faq.yaml"),
        ("[हम दस", "[[हम दस", "yaml-syntax", ""),
    ],
)
def test_what_does_not_fit_the_flow_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, code: str, message: str
) -> None:
    found = said_of(tmp_path, HINDI.replace(old, new))
    assert code in [each[1] for each in found]
    line, _, said = next(each for each in found if each[1] == code)
    assert said == message or not message
    lines = (tmp_path / "faq.hi-IN.yaml").read_text("utf-8").splitlines()
    assert lines[line - 1] != HINDI.splitlines()[1:][line - 1]


def test_a_broken_translation_keeps_its_flow_from_being_served(tmp_path: Path) -> None:
    loaded = load_flow(write(tmp_path, HINDI.replace("done:", "don:")))
    assert loaded.flow is None
    assert findings(loaded) == [(2, "broken-translation", "the translation into hi-IN has errors")]
    assert loaded.diagnostics[0].hint == "check faq.hi-IN.yaml as well"


def test_a_flow_that_runs_one_with_a_broken_translation_is_told(tmp_path: Path) -> None:
    write(tmp_path, HINDI.replace("done:", "don:"))
    (tmp_path / "other.yaml").write_text(
        "flow: other\nstart: go\nfallback: go\nstates: {go: {run: faq, go: {otherwise: hangup}}}\n"
    )
    assert findings(load_flow(tmp_path / "other.yaml"))[0][1:] == ("broken-subflow", "`faq` has errors")


def test_a_language_without_a_translation_is_told(tmp_path: Path) -> None:
    loaded = load_flow(write(tmp_path, None))
    assert loaded.flow is not None
    assert findings(loaded) == [
        (2, "no-translation", "there is no faq.hi-IN.yaml, so 8 texts are never said in hi-IN"),
    ]
    assert loaded.diagnostics[0].hint == "write it with `flowrunner translate faq.yaml hi-IN`"


def test_texts_that_look_to_the_language_need_no_translation(tmp_path: Path) -> None:
    flow = """
    flow: faq
    languages: [en-IN, hi-IN]
    start: a
    fallback: a
    states:
      a: {set: {n: 1}, say: "{{ 'नमस्ते' if language == 'hi-IN' else 'Hello' }}", go: b}
      b: {say: ["{{ n }}", {pause: 1s}], go: c}
      c: {language: hi-IN, say: धन्यवाद।, go: hangup}
    """
    assert findings(load_flow(write(tmp_path, None, flow))) == []
    assert said_of(tmp_path, "c: {say: धन्यवाद।}", flow) == []


@pytest.mark.parametrize(
    ("languages", "message"),
    [
        ("[en-IN]", "faq.yaml does not have the language hi-IN"),
        ("[hi-IN, en-IN]", "faq.yaml is written in hi-IN itself"),
    ],
)
def test_a_translation_into_another_language_is_told(tmp_path: Path, languages: str, message: str) -> None:
    faq = FAQ.replace("[en-IN, hi-IN]", languages).replace("{language: hi-IN}", "{language: en-IN}")
    assert said_of(tmp_path, HINDI, faq) == [(1, "lone-translation", message)]


def test_a_translation_without_its_flow_is_told(tmp_path: Path) -> None:
    (tmp_path / "lost.hi-IN.yaml").write_text("hello: {ask: नमस्ते}\n")
    (tmp_path / "own.in.yaml").write_text("flow: own\nstart: a\nfallback: a\nstates: {a: {say: Hi., go: hangup}}\n")
    loaded = list(load_flows([tmp_path / "lost.hi-IN.yaml", tmp_path / "own.in.yaml"]))
    assert findings(loaded[0]) == [
        (1, "lone-translation", "there is no flow lost.yaml that this would translate"),
    ]
    assert loaded[1].flow is not None


def test_an_empty_translation_lacks_everything(tmp_path: Path) -> None:
    assert [each[1] for each in said_of(tmp_path, "")] == ["untranslated"]
