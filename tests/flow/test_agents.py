"""Agents as they are read: what they know, what they may use, in which language they begin."""

from __future__ import annotations

from pathlib import Path

from flowrunner.flow.loader import load_flow
from flowrunner.flow.model import Agent, Flow, Wanted
from tests.engine.phone import flow_of

SHOP = """
flow: shop
languages: [en-US, hi-IN]
start: talk
fallback: talk
states:
  talk:
    agent: Help.
    opening: Hello there.
    knowledge: [shop.md, more/hours.txt]
    leave_when: {done: All done.}
    go: hangup
"""


def agent_in(folder: Path, text: str = SHOP, language: str = "") -> Agent:
    flow = load(folder, text)
    verb = flow.translations.get(language, flow).states["talk"].verb
    assert isinstance(verb, Agent)
    return verb


def load(folder: Path, text: str = SHOP) -> Flow:
    (folder / "shop.yaml").write_text(text, "utf-8")
    flow = load_flow(folder / "shop.yaml").flow
    assert flow is not None
    return flow


def write_knowledge(folder: Path, hours: str = "From ten to eight.") -> None:
    (folder / "more").mkdir(exist_ok=True)
    (folder / "shop.md").write_text("We sell shoes.", "utf-8")
    (folder / "more" / "hours.txt").write_text(hours, "utf-8")


def test_an_agent_knows_what_is_in_its_files(tmp_path: Path) -> None:
    write_knowledge(tmp_path)
    assert agent_in(tmp_path).knowledge == "We sell shoes.\n\nFrom ten to eight."


def test_other_knowledge_is_another_version(tmp_path: Path) -> None:
    write_knowledge(tmp_path)
    first = load(tmp_path).version
    write_knowledge(tmp_path, "From ten to six.")
    assert load(tmp_path).version != first


def test_an_agent_without_its_files_runs(tmp_path: Path) -> None:
    (tmp_path / "shop.md").write_bytes(b"\xff\xfe")
    assert agent_in(tmp_path).knowledge == ""


def test_no_file_outside_the_folder_is_read(tmp_path: Path) -> None:
    inside = tmp_path / "flows"
    inside.mkdir()
    (tmp_path / "shop.md").write_text("A secret.", "utf-8")
    for name in ("../shop.md", str(tmp_path / "shop.md")):
        assert agent_in(inside, SHOP.replace("[shop.md, more/hours.txt]", name)).knowledge == ""


def test_an_opening_is_translated(tmp_path: Path) -> None:
    (tmp_path / "shop.hi-IN.yaml").write_text("talk: {opening: नमस्ते।}\n", "utf-8")
    opening = agent_in(tmp_path, language="hi-IN").opening
    assert opening is not None
    assert opening.source == "नमस्ते।"


def test_an_opening_of_several_parts_is_told_in_the_translation(tmp_path: Path) -> None:
    (tmp_path / "shop.hi-IN.yaml").write_text("talk: {opening: [नमस्ते।, और?]}\n", "utf-8")
    (tmp_path / "shop.yaml").write_text(SHOP, "utf-8")
    (found,) = load_flow(tmp_path / "shop.hi-IN.yaml").diagnostics
    assert (found.code, found.message) == ("wrong-type", "`opening` must be text")


def test_what_is_to_be_found_out_is_a_type_words_or_both() -> None:
    flow = flow_of(
        """
        states:
          first:
            agent: Help.
            collect: {day: date, problem: What is wrong., size: {type: number, about: In metres.}}
            leave_when: {done: All done.}
            go: hangup
        """
    )
    verb = flow.states["first"].verb
    assert isinstance(verb, Agent)
    assert verb.collect["day"] == Wanted("date")
    assert [(each.type, each.about and each.about.source) for each in verb.collect.values()] == [
        ("date", None),
        ("text", "What is wrong."),
        ("number", "In metres."),
    ]


def test_limits_and_patience_have_defaults() -> None:
    flow = flow_of(
        "defaults: {tries: 2, after: 8s}\nstates: {first: {agent: A., leave_when: {done: All done.}, go: hangup}}"
    )
    verb = flow.states["first"].verb
    assert isinstance(verb, Agent)
    assert (verb.turns, verb.time_s, verb.tries, verb.after_s) == (20, 300.0, 2, 8.0)
