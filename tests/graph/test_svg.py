from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings

from flowrunner.flow.loader import load_text
from flowrunner.flow.model import Flow
from flowrunner.graph.jumps import SMALL_FLOW
from flowrunner.graph.svg import to_svg
from tests.engine.random_flows import flows
from tests.graph.flows import chain, flow_of, shipped

DOCS = Path(__file__).parents[2] / "docs"
SVG = "{http://www.w3.org/2000/svg}"


def picture(flow: Flow) -> Element:
    """Return the picture as a tree."""
    return fromstring(to_svg(flow))


def words(root: Element) -> list[str]:
    """Return everything that can be read in a picture."""
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def titles(root: Element) -> list[str]:
    """Return everything that pointing at something tells."""
    return [each.text or "" for each in root.iter(f"{SVG}title")]


def lines(root: Element) -> int:
    """Count the lines that are drawn."""
    return sum(each.get("class") == "line" for each in root.iter(f"{SVG}path"))


def test_the_picture_in_the_handbook_is_the_one_of_today() -> None:
    """Write it anew with ``flowrunner graph flows/bank.yaml -o docs/bank.svg``."""
    assert (DOCS / "bank.svg").read_text("utf-8") == to_svg(shipped("bank"))


def test_a_card_tells_the_name_the_verb_and_the_first_words() -> None:
    read = words(picture(shipped("bank")))
    assert {"block_card", "asks for 4 digits", "“Please enter the last four digits of the", "card.”"} <= set(read)
    assert {"call begins", "safety net", "At any time:"} <= set(read)


def test_keys_are_caps_of_their_own() -> None:
    root = picture(shipped("bank"))
    caps = [each.text for each in root.iter(f"{SVG}text") if str(each.get("class")).startswith("key")]
    assert caps == ["0", "*", "9", "1", "2"]


def test_pointing_at_a_line_tells_it_in_full() -> None:
    found = titles(picture(shipped("bank")))
    assert "menu: block_card (key 2 or “block my card” or “lost card” or “stolen card”) → block_card" in found
    assert "menu: without an answer → operator (the safety net: nothing in the flow says so)" in found


def test_a_place_is_told_in_the_chip_and_has_no_line() -> None:
    root = picture(
        flow_of("  a: {ask: Well?, choices: {no: {press: 2, hear: no way, go: hangup}}, go: {give_up: back}}\n")
    )
    assert {"hangs up", "goes back"} <= set(words(root))
    assert lines(root) == 0


def test_a_state_that_nothing_leads_to_is_marked() -> None:
    assert "never reached" in words(picture(flow_of("  a: {say: Hello., go: z}\n  b: {say: Hello., go: z}\n")))


@pytest.mark.parametrize(
    ("start", "badges"),
    [
        ("{inbound: a, outbound: b}", {"incoming call", "outgoing call"}),
        ("{inbound: a, outbound: a, machine: b}", {"call begins", "answering machine"}),
    ],
)
def test_each_way_that_a_call_begins_is_marked(start: str, badges: set[str]) -> None:
    text = f"flow: line\nstart: {start}\nfallback: z\nstates:\n"
    text += "".join(f"  {name}: {{say: Hello., go: hangup}}\n" for name in "abz")
    flow = load_text(text).flow
    assert flow is not None
    assert badges <= set(words(picture(flow)))


def test_a_large_flow_names_far_targets_instead_of_drawing_lines() -> None:
    small, large = picture(chain(SMALL_FLOW)), picture(chain(SMALL_FLOW + 4))
    assert "→ a" not in words(small)
    assert "→ a" in words(large)
    assert lines(large) < lines(small)


def test_signs_of_xml_and_control_characters_do_no_harm() -> None:
    flow = flow_of('  a: {say: "Press < & > \\" \' \\x07 please", go: z}\n')
    assert any("Press < & > \" '" in line for line in words(picture(flow)))


def test_nothing_comes_from_elsewhere() -> None:
    text = to_svg(shipped("bank"))
    assert text.count("http") == text.count('xmlns="http://www.w3.org/2000/svg"') == 1
    assert "<script" not in text
    assert "@import" not in text


@settings(max_examples=40)
@given(flows)
def test_every_flow_can_be_drawn(flow: Flow) -> None:
    root = picture(flow)
    assert set(flow.states) <= set(words(root))


def test_a_state_that_neither_speaks_nor_asks_says_what_it_does() -> None:
    read = words(
        picture(
            flow_of("""\
  a: {set: {vip: true, calls: 2}, go: b}
  b: {record: true, save: m, go: {done: c, nothing: a}}
  c: {wait: 2s, go: d}
  d: {go: [{if: vip, to: a}, {else: z}]}
""")
        )
    )
    assert {"sets vip, calls", "recorded", "waits 2 s", "decides"} <= set(read)


def test_a_program_can_tell_states_and_ways_apart() -> None:
    bank = shipped("bank")
    parts = list(picture(bank).iter())
    assert {each.get("data-state") for each in parts} - {None} == set(bank.states)
    ways = {(each.get("data-from"), each.get("data-to")) for each in parts}
    assert {("welcome", "menu"), ("menu", "balance"), ("transfer_desk", "hangup"), ("", "operator")} <= ways


def test_a_page_may_bring_its_own_colours_and_title() -> None:
    bare = to_svg(shipped("bank"), bare=True)
    assert "<style" not in bare
    assert shipped("bank").about not in words(fromstring(bare))
    assert "At any time:" in words(fromstring(bare))
