"""Agents in a test: the test plays the language model."""

from __future__ import annotations

from flowrunner.script.coverage import Place
from flowrunner.script.fitting import misfits
from flowrunner.script.transcript import transcript
from flowrunner.script.walk import walk
from tests.engine.phone import flow_of
from tests.script.holding import fault, held, script_of

SHOP = """
start: talk
tools:
  look:
    about: Looks up an order.
    needs: {order: digits}
    request: GET https://shop.example/orders/{{ order }}
states:
  talk:
    agent: You help the callers of a shop.
    opening: Hello.
    tools: [look]
    collect: {day: date}
    leave_when: {solved: No more questions., visit: They want to come.}
    limits: {turns: 2, time: 1m}
    go: {solved: bye, visit: come, limit: late, error: sorry}
  come: {say: "Come on {{ day }}.", go: bye}
  late: {say: "You said: {{ summary }}", go: hangup}
  sorry: {say: Sorry., go: hangup}
  bye: {say: Bye., go: hangup}
"""


def call(steps: str, answers: str) -> None:
    """Hold a call that goes as it is written."""
    played = held(steps, f"answers: {answers}", SHOP)
    assert played.failure is None, played.failure


def outcomes(steps: str, answers: str) -> set[str]:
    trace = held(f"{steps}\n- bot: '*'", f"answers: {answers}", SHOP).trace
    return {place.name for _, place in walk(flow_of(SHOP), trace) if place.kind == "outcome"}


def misfit(answers: str) -> list[tuple[str, str]]:
    (conversation,) = script_of(f"- test: a call\n  answers: {answers}\n  call: [bot: '*']\n").conversations
    return [(each.code, each.message) for each in misfits("shop.test.yaml", conversation, flow_of(SHOP))]


def test_an_exit_alone_ends_the_agent_at_once() -> None:
    call("- bot: Hello.\n- caller: thanks\n- bot: Bye.", "{talk: solved}")


def test_an_exit_may_give_what_was_collected() -> None:
    call("- caller: I come\n- bot: Come on 2026-01-09.", "{talk: {visit: {day: this Friday}}}")


def test_a_test_may_play_the_model_turn_by_turn() -> None:
    answers = "{talk: [{says: Which order?}, {says: One moment., uses: {look: {order: 12}}}, {says: Gone.}], look: ok}"
    steps = "- caller: where is it\n- bot: Which order?\n- caller: twelve\n- bot: One moment.\n- bot: Gone."
    call(steps, answers)


def test_the_caller_may_cut_in() -> None:
    answers = "{talk: [{says: This is a very long story.}, solved]}"
    call("- caller: tell me\n- {caller: stop it, during: This is*}\n- bot: Bye.", answers)


def test_a_model_that_fails_and_one_that_takes_too_long() -> None:
    call("- caller: hello\n- bot: Sorry.", "{talk: error}")
    call("- caller: hello\n- bot: 'You said: hello'", "{talk: limit}")


def test_turns_that_are_used_up_are_the_limit() -> None:
    steps = (
        "- caller: one\n- bot: Go on.\n- caller: two\n- bot: Go on.\n- caller: three\n- bot: 'You said: one two three'"
    )
    call(steps, "{talk: {says: Go on.}}")


def test_an_agent_that_nothing_answers_fails_the_test_by_name() -> None:
    step, message, hint = fault(held("- caller: hello\n- bot: Bye.", "", SHOP))
    assert (step, message) == (1, "nothing says what the agent `talk` does")
    assert hint == "add it to the test: `answers: {talk: solved}`"


def test_an_agent_with_no_turn_left_fails_the_test() -> None:
    played = held("- caller: hello\n- bot: Yes?\n- caller: more", "answers: {talk: [{says: Yes?}]}", SHOP)
    assert fault(played)[1] == "nothing says what the agent `talk` does, turn 2"


def test_a_tool_that_nothing_answers_fails_the_test_by_name() -> None:
    played = held("- caller: hello\n- bot: Bye.", "answers: {talk: {uses: {look: {order: 12}}}}", SHOP)
    assert fault(played)[1] == "nothing answers the request of the tool `look`"


def test_an_exit_that_does_not_exist_is_told_to_the_author() -> None:
    assert misfit("{talk: sovled}") == [("unknown-outcome", "`talk` has no outcome `sovled`")]
    assert misfit("{talk: {leaves: sovled}}") == [("unknown-outcome", "`talk` has no outcome `sovled`")]


def test_a_tool_that_the_agent_has_not_is_told_to_the_author() -> None:
    assert misfit("{talk: {uses: lokk}}") == [("unknown-tool", "`talk` has no tool `lokk`")]


def test_a_state_that_is_no_agent_says_nothing() -> None:
    assert misfit("{bye: {says: Hello.}}") == [("no-request", "the state `bye` asks nothing of the outside")]
    assert misfit("{look: {says: Hello.}}") == [("no-request", "`look` is no agent: it neither says nor uses anything")]


def test_exits_count_as_outcomes() -> None:
    assert outcomes("- caller: hello", "{talk: solved}") == {"solved"}
    assert outcomes("- caller: hello\n- silence\n- silence\n- silence", "{talk: {says: Yes?}}") == {"limit"}
    assert outcomes("- caller: hello", "{talk: [{uses: {look: {order: 1}}}, error], look: 404}") == {"error"}


def test_a_transcript_tells_what_the_model_does() -> None:
    answers = "answers: {talk: [{uses: {look: {order: 1}}}, solved], look: ok}"
    told = "\n".join(transcript(held("- caller: hello\n- bot: Bye.", answers, SHOP).trace))
    for words in ("uses look", "request: GET https://shop.example/orders/1", "wants to leave: solved", "= solved"):
        assert words in told


def test_the_agent_is_a_place_to_walk() -> None:
    trace = held("- caller: hello\n- bot: Bye.", "answers: {talk: solved}", SHOP).trace
    assert Place("state", "talk") in {place for _, place in walk(flow_of(SHOP), trace)}
