"""A folder with a flow and its translation."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from flowrunner.flow.loader import Loaded, load_flow

FAQ = """
flow: faq
languages: [en-IN, hi-IN]
start: hello
fallback: person
anytime:
  person: {press: 0, hear: [person, agent]}
  hindi: {press: 5, hear: [hindi, हिंदी], go: hindi}
defaults: {silence: I didn't hear you.}
states:
  hello:
    ask: Hi, this is Acme. Opening hours, or a number?
    choices:
      opening_hours: {press: 1, hear: opening hours}
      number: {press: 2, hear: a number, say: Very well.}
  hindi: {set: {language: hi-IN}, go: hello}
  opening_hours: {say: We open at ten., go: hello}
  number:
    ask: Which number?
    type: digits
    length: 2
    save: number
    reject: [{if: number == '00', say: Not that one.}]
    confirm: "{{ number | spell }}. Right?"
    go: done
  done: {say: "Thank you for {{ number }}. Bye.", go: hangup}
  person: {transfer: "+15550100000", go: {otherwise: hangup}}
"""
HINDI = """
anytime:
  person: व्यक्ति
defaults:
  silence: सुनाई नहीं दिया।
hello:
  ask: नमस्ते, समय या नंबर?
  opening_hours: [समय, कब खुला है]
  number: {hear: [नंबर], say: ठीक है।}
opening_hours:
  say: [हम दस बजे खुलते हैं।, {pause: 1s}]
number:
  ask: कौन सा नंबर?
  reject: [वह नहीं।]
  confirm: "{{ number | spell }}। सही?"
done:
  say: "{{ number }} के लिए धन्यवाद।"
"""


def write(folder: Path, hindi: str | None = HINDI, faq: str = FAQ) -> Path:
    """Write a flow with its translation; return where the flow is."""
    (folder / "faq.yaml").write_text(dedent(faq).lstrip(), "utf-8")
    if hindi is not None:
        (folder / "faq.hi-IN.yaml").write_text(dedent(hindi).lstrip(), "utf-8")
    return folder / "faq.yaml"


def findings(loaded: Loaded, *, info: bool = False) -> list[tuple[int, str, str]]:
    """Return the line, the code and the message of each finding."""
    found = loaded.findings if info else loaded.diagnostics
    return [(each.span.line, each.code, each.message) for each in found]


def said_of(folder: Path, hindi: str, faq: str = FAQ) -> list[tuple[int, str, str]]:
    """Return what is said of a translation."""
    return findings(load_flow(write(folder, hindi, faq).with_name("faq.hi-IN.yaml")))
