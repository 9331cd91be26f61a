"""Every code has an entry, and both of its examples are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.audio.codec import Codec
from flowrunner.audio.wav import wav_header
from flowrunner.flow.diagnostics import Diagnostic
from flowrunner.flow.files import language_of
from flowrunner.flow.lint import RULES
from flowrunner.flow.lint.ignoring import CODE
from flowrunner.flow.lint.manual import MANUAL, Entry
from flowrunner.flow.lint.manual.entry import whole
from flowrunner.flow.lint.page import page
from flowrunner.flow.loader import load_flows

DOCS = Path(__file__).parents[3] / "docs"
READING = {"yaml-syntax", "not-utf8", "duplicate-key", "duplicate-flow", "broken-subflow", CODE}
"""Codes that no rule gives, but the reader, the loader or the comments."""
TRANSLATION = {
    *("unknown-text", "untranslated", "other-values"),
    *("lone-translation", "no-translation", "broken-translation"),
}
SHAPE = {"unknown-key", "missing-key", "wrong-type", "bad-name", "not-a-key"}
each_entry = pytest.mark.parametrize("entry", MANUAL.values(), ids=lambda entry: entry.code)


def findings(folder: Path, entry: Entry, example: str, encoding: str = "utf-8") -> tuple[Diagnostic, ...]:
    files = [folder / entry.beside_name, folder / entry.name]
    if entry.beside:
        files[0].write_text(entry.beside, "utf-8")
    files[1].write_text(example if language_of(files[1]) else whole(example), encoding)
    if entry.known:
        (folder / "shop.md").write_text(entry.known, "utf-8")
    if entry.recording:
        (folder / entry.recording).write_bytes(wav_header(Codec.MULAW_8K, 0))
    loaded = tuple(load_flows(files if entry.beside else files[1:]))
    of_both = entry.beside_name != "beside.yaml"
    return tuple(finding for each in (loaded if of_both else loaded[-1:]) for finding in each.findings)


@each_entry
def test_the_bad_example_is_found(entry: Entry, tmp_path: Path) -> None:
    found = {each.code: each.severity for each in reversed(findings(tmp_path, entry, entry.bad, entry.encoding))}
    assert found.get(entry.code) == entry.severity


@each_entry
def test_the_good_example_is_good(entry: Entry, tmp_path: Path) -> None:
    found = findings(tmp_path, entry, entry.good)
    assert [each for each in found if each.severity != "info" or each.code == entry.code] == []


@each_entry
def test_the_texts_are_written_alike(entry: Entry) -> None:
    assert not entry.summary.endswith(".")
    assert entry.summary[0] == entry.summary[0].lower()
    assert entry.why.endswith(".")


def test_every_code_has_an_entry_and_every_entry_a_code() -> None:
    codes = {code for rule in RULES for code in rule.codes} | READING | TRANSLATION | SHAPE | {"secret-outside-request"}
    assert set(MANUAL) == codes, "write an entry in flowrunner/flow/lint/manual for each new code"


def test_the_page_is_up_to_date() -> None:
    assert (DOCS / "lint.md").read_text("utf-8") == page().rstrip() + "\n", (
        "python -m flowrunner.flow.lint.page > docs/lint.md"
    )
