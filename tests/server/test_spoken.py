"""What a flow says is known before anybody calls, with its place, and what varies is told apart."""

from __future__ import annotations

from flowrunner.engine.actions import Text
from flowrunner.flow.model import Flow
from flowrunner.server.spoken import Fixed, Late, Place, Recorded, spoken
from tests.engine.phone import flow_of

DESK = """
flow: desk
start: menu
fallback: bye
language: en-GB
voice: amy
anytime:
  operator: {press: 0, say: One moment., go: bye}
states:
  menu:
    say: [Welcome., {pause: 1s}, {audio: jingle.wav, text: A jingle.}]
    ask: {first: "Press 1.", again: "Dear {{ call.from }}, hello. Press 1."}
    choices:
      leave: {press: 1, hear: [I am leaving, bye], say: Very well., go: bye}
    silence: I hear nothing.
    unclear: [What?, {say: "Press 1.", listen: keys}]
  bye: {say: [Welcome., {ssml: "Bye<break time='1s'/>bye."}], go: hangup}
"""


def fixed(flow: Flow) -> dict[str, Fixed]:
    return {each.text.text: each for each in spoken(flow) if isinstance(each, Fixed)}


def late(flow: Flow) -> list[Late]:
    return [each for each in spoken(flow) if isinstance(each, Late)]


def test_prompts_that_never_vary_are_known_beforehand_and_each_only_once() -> None:
    flow = flow_of(DESK)
    said = fixed(flow)
    expected = {"Welcome.", "A jingle.", "Press 1.", "Very well.", "I hear nothing.", "What?", "One moment."}
    assert expected <= said.keys()
    assert "<speak>Bye<break time='1s'/>bye.</speak>" in said
    assert {(each.text.language, each.text.voice) for each in said.values()} == {("en-GB", "amy")}
    assert len(said) == sum(isinstance(each, Fixed) for each in spoken(flow))


def test_each_has_the_place_where_it_is_written() -> None:
    said = fixed(flow_of(DESK))
    assert said["Welcome."].place == Place("flow.yaml", 10, "menu")
    assert said["Press 1."].place == Place("flow.yaml", 11, "menu")
    assert said["Very well."].place == Place("flow.yaml", 13, "menu")
    assert said["One moment."].place == Place("flow.yaml", 7, "anytime")


def test_what_the_machine_says_by_itself_is_known_too_as_far_as_no_answer_is_part_of_it() -> None:
    said = fixed(flow_of(DESK))
    assert {"Sorry, I didn't hear anything.", "Is that right?", "What should I change?"} <= said.keys()
    assert said["Is that right?"].place == Place("flow.yaml", 1, "")
    assert not any("{" in text for text in said)


def test_the_name_of_a_choice_is_ready_to_be_read_back() -> None:
    assert fixed(flow_of(DESK))["I am leaving. Is that right?"].place == Place("flow.yaml", 13, "menu")
    assert "I am leaving. Is that right?" not in fixed(
        flow_of(DESK.replace("silence:", "confirm: never\n    silence:", 1))
    )


def test_of_what_varies_the_sentences_that_do_not_are_made_ahead() -> None:
    flow = flow_of("""
states:
  first: {set: {name: Ann, sum: 5}, say: "Hello {{ name }}. Your balance is {{ sum }}. Thank you.", go: hangup}
""")
    assert late(flow) == [
        Late(
            Place("flow.yaml", 5, "first"),
            "Hello {{ name }}. Your balance is {{ sum }}. Thank you.",
            "`name` and `sum` vary",
        )
    ]
    assert "Thank you." in fixed(flow)


def test_a_recording_is_found_beside_its_flow_and_its_words_stand_in_for_it() -> None:
    flow = flow_of(DESK)
    place = Place("flow.yaml", 10, "menu")
    assert [each for each in spoken(flow) if isinstance(each, Recorded)] == [Recorded(place, "jingle.wav")]
    assert fixed(flow)["A jingle."].recording == "jingle.wav"


def test_what_is_said_to_others_than_the_caller_is_left_out() -> None:
    flow = flow_of("""
states:
  first: {transfer: "+15550100001", brief: A caller for you., go: {otherwise: hangup}}
""")
    assert "A caller for you." not in fixed(flow)


def test_the_opening_of_an_agent_is_made_ahead_and_the_rest_of_its_talk_is_not() -> None:
    flow = flow_of("""
states:
  first:
    agent: You help callers.
    opening: What would you like to know?
    voice: amy
    leave_when: {solved: The caller has no more questions.}
    go: hangup
""")
    assert fixed(flow)["What would you like to know?"].text.voice == "amy"
    assert [each.why for each in late(flow)] == ["a language model writes it"]


def test_every_language_of_a_flow_is_made_by_a_voice_of_it() -> None:
    flow = flow_of("""
languages: [en-IN, hi-IN]
states:
  first: {say: Hello., go: hangup}
""")
    texts = {each.text for each in spoken(flow) if isinstance(each, Fixed)}
    assert Text("Hello.", "en-IN") in texts
    assert Text("Hello.", "hi-IN") not in texts
    assert {text.language for text in texts} == {"en-IN", "hi-IN"}


def test_a_state_that_is_held_in_another_language_reads_its_choices_back_in_that() -> None:
    flow = flow_of("""
states:
  first:
    language: hi-IN
    ask: Sales?
    choices: {sales: {hear: sales, go: hangup}}
    go: {give_up: hangup}
""")
    assert fixed(flow)["sales। क्या यह सही है?"].text.language == "hi-IN"


def test_the_prompts_of_a_flow_that_it_runs_belong_to_it() -> None:
    flow = flow_of(
        "states: {first: {run: other, go: {otherwise: hangup}}}",
        "flow: other\nstart: a\nfallback: a\nstates: {a: {say: Hello from below., go: return}}",
    )
    assert fixed(flow)["Hello from below."].place == Place("0.yaml", 4, "a")
