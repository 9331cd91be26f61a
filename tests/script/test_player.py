from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowrunner.engine.call import CallFacts
from flowrunner.engine.events import Heard, RequestFinished
from flowrunner.flow.model import Flow, Span
from flowrunner.script.case import case_of
from flowrunner.script.coverage import coverage
from flowrunner.script.model import (
    Act,
    Answer,
    Answers,
    AtState,
    Bot,
    Caller,
    Conversation,
    Ended,
    Hangup,
    Press,
    Silence,
    Step,
    Transferred,
    Wait,
)
from flowrunner.script.player import play
from flowrunner.script.reader import NOON
from flowrunner.script.transcript import transcript
from flowrunner.script.walk import walk
from tests.engine.phone import flow_of
from tests.engine.random_flows import NAMES, OUTCOMES, WORDS, flows, keys
from tests.script.holding import DESK, fault, held


def test_a_call_goes_as_written() -> None:
    played = held(
        """
        - bot: Hello.
        - bot: Sales or support?
        - press: 1
        - bot: It costs 1200.
        - bot: Sales or support?
        - caller: support please
        - bot: With pleasure.
        - transferred: "+15550100001"
        - bot: Thank you.
        - ended
        """,
        "answers: {sales: {ok: {price: 1200}}, support: ended}",
    )
    assert played.failure is None


def test_what_a_test_does_not_name_is_passed_over() -> None:
    assert held('- press: 2\n- transferred: "*0001"').failure is None


def test_what_an_earlier_call_left_is_there_from_the_beginning() -> None:
    flow = DESK.replace("start: greet", "start: greet\nremember: [name]").replace(
        "say: Hello.", "say: 'Hello {{ name }}.'"
    )
    flow = flow.replace("thanks: {say", "thanks: {set: {name: you}, say")
    assert held("- bot: Hello Asha.", "remembered: {name: Asha}", flow).failure is None
    assert held("- bot: Hello .", flow=flow).failure is None


def test_other_words_fail_at_their_step() -> None:
    played = held("- bot: Hello.\n- bot: Sales or repairs?\n- press: 1")
    assert fault(played) == (
        2,
        "the bot does not say `Sales or repairs?`",
        "it says `Sales or support?` in the state `menu`; the bot waits for an answer",
    )
    assert played.failure is not None
    assert played.failure.state == "menu"


def test_the_bot_does_not_get_past_a_question_by_itself() -> None:
    assert fault(held("- bot: Hello.\n- bot: I didn't hear you."))[0] == 2


def test_what_was_said_before_the_last_step_of_the_caller_counts_no_more() -> None:
    assert fault(held("- silence\n- bot: Hello.")) == (
        2,
        "the bot does not say `Hello.`",
        "it says `I didn't hear you.` in the state `menu`; the bot waits for an answer",
    )


def test_prompts_come_in_the_order_of_the_test() -> None:
    assert fault(held("- bot: Sales or support?\n- bot: Hello."))[0] == 2


@pytest.mark.parametrize(
    "said",
    [
        "- bot: I didn't hear you. Sales or support?",
        "- bot: I didn't hear you.\n- bot: Sales or support?",
        "- bot: I didn't hear you.*",
        "- bot: I didn\u2019t   hear you.",
        "- bot: '*hear*'\n- bot: 'Sales*'",
    ],
)
def test_the_parts_of_a_prompt_count_together_and_alone(said: str) -> None:
    assert held(f"- silence\n{said}").failure is None


def test_one_part_of_a_prompt_is_not_heard_twice() -> None:
    assert fault(held("- silence\n- bot: I didn't*\n- bot: Sales*\n- bot: Sales*"))[0] == 4


def test_silence_and_confusion_climb_the_ladder() -> None:
    played = held(
        """
        - silence
        - bot: I didn't hear you.
        - caller: the weather is nice
        - bot: Sorry, was that sales or support?
        - silence
        - at_state: person
        - transferred: "+15550100000"
        """
    )
    assert played.failure is None


def test_a_state_is_reached_by_itself() -> None:
    assert (
        held("- press: 1\n- at_state: sales\n- at_state: price\n- at_state: menu", "answers: {sales: ok}").failure
        is None
    )


def test_a_state_that_is_not_reached_fails() -> None:
    assert fault(held("- press: 1\n- at_state: support", "answers: {sales: ok}")) == (
        2,
        "the call does not come to the state `support`",
        "it goes through `sales`, `price`, `menu`; the bot waits for an answer in the state `menu`",
    )


def test_an_unanswered_request_fails_by_name() -> None:
    assert fault(held("- press: 1\n- bot: It costs*")) == (
        1,
        "nothing answers the request of the state `sales`",
        "add it to the test: `answers: {sales: ok}`",
    )


def test_a_request_after_the_last_step_must_be_answered_too() -> None:
    flow = "states: {first: {say: Hello., go: ask}, ask: {request: GET https://example.com}}"
    assert fault(held("- bot: Hello.", flow=flow))[:2] == (1, "nothing answers the request of the state `ask`")


def test_a_list_answers_one_request_after_the_other_and_then_no_more() -> None:
    steps = "- press: 1\n- bot: It costs 5.\n- press: 1\n- bot: It costs 6.\n"
    head = "answers: {sales: [{ok: {price: 5}}, {ok: {price: 6}}]}"
    assert held(steps, head).failure is None
    assert fault(held(f"{steps}- press: 1", head))[:2] == (
        5,
        "nothing answers request number 3 of the state `sales`",
    )


def test_one_answer_serves_every_request() -> None:
    steps = "- press: 1\n- bot: It costs 5.\n- press: 1\n- bot: It costs 5."
    assert held(steps, "answers: {sales: {ok: {price: 5}}}").failure is None


def test_a_timeout_takes_its_time() -> None:
    played = held('- press: 1\n- bot: One moment.\n- transferred: "+15550100000"', "answers: {sales: timeout}")
    assert played.failure is None
    begin, end = (
        moment.at
        for moment in played.trace
        if getattr(moment.item, "url", None) or isinstance(moment.item, RequestFinished)
    )
    assert end - begin == pytest.approx(3.0)


def test_a_status_is_an_outcome() -> None:
    assert held("- press: 1\n- bot: There is nothing left.\n- ended", "answers: {sales: 404}").failure is None


def test_a_busy_line_comes_back() -> None:
    steps = '- press: 2\n- transferred: "+15550100001"\n- bot: Nobody is free.\n- ended'
    assert held(steps, "answers: {support: busy}").failure is None


def test_a_caller_who_was_connected_is_gone() -> None:
    assert fault(held("- press: 2\n- at_state: support\n- transferred: '*'\n- press: 1")) == (
        4,
        "nobody is there to hear this",
        "the caller is with somebody else; `answers: {support: busy}` brings the call back",
    )


def test_another_number_fails() -> None:
    number, message, instead = fault(held("- press: 0\n- transferred: '+1999'"))
    assert (number, message) == (2, "the caller is not connected to `+1999`")
    assert instead is not None
    assert instead.startswith("the caller is connected to +15550100000; ")


def test_a_call_that_goes_on_has_not_ended() -> None:
    assert fault(held("- press: 1\n- ended", "answers: {sales: ok}")) == (
        2,
        "the bot does not hang up",
        "the bot waits for an answer in the state `menu`",
    )


def test_nobody_speaks_after_the_end() -> None:
    steps = "- press: 1\n- ended\n- caller: hello"
    assert fault(held(steps, "answers: {sales: 404}"))[1:] == (
        "nobody is there to hear this",
        "the bot has hung up in the state `none_left`",
    )


def test_hanging_up_after_the_bot_is_nothing_new() -> None:
    assert held("- press: 1\n- ended\n- hangup", "answers: {sales: 404}").failure is None


def test_a_caller_who_hung_up_hears_no_more() -> None:
    assert fault(held("- hangup\n- bot: Hello."))[2] == "the caller has hung up in the state `menu`"


def test_a_caller_waits_for_the_bot_unless_told_otherwise() -> None:
    polite = held("- caller: a person\n- transferred: '*'")
    eager = held("- {caller: a person, during: Hello.}\n- transferred: '*'")
    assert [moment.state for moment in polite.trace if isinstance(moment.item, Heard)] == ["menu"]
    assert [moment.state for moment in eager.trace if isinstance(moment.item, Heard)] == ["greet"]


def test_during_may_name_a_prompt_that_is_heard_already() -> None:
    assert held("- bot: Hello.\n- {press: 0, during: Hel*}\n- transferred: '*'").failure is None


def test_during_names_a_prompt_that_must_come() -> None:
    assert fault(held("- bot: Sales*\n- {press: 0, during: Hello.}\n- transferred: '*'"))[:2] == (
        2,
        "the bot does not say `Hello.`",
    )


def test_a_protected_prompt_cannot_be_cut() -> None:
    flow = """
        states:
          first:
            ask: Listen to all of this.
            interrupt: false
            choices: {bye: {press: 1}, help: {press: 2}}
          bye: {say: Goodbye., go: hangup}
    """
    played = held("- {press: 1, during: Listen*}\n- at_state: first\n- press: 1\n- bot: Goodbye.", flow=flow)
    assert played.failure is None
    assert any(line.endswith("presses 1 (this counts for nothing here)") for line in transcript(played.trace))


def test_digits_end_when_no_more_come() -> None:
    flow = """
        states:
          first: {ask: Your code?, type: digits, length: 2..6, save: code, go: told}
          told: {say: "Code {{ code }}.", go: hangup}
    """
    assert held("- press: 12\n- press: 34\n- bot: Code 1234.", flow=flow).failure is None
    assert held("- press: 12\n- wait: 10s\n- bot: Code 12.", flow=flow).failure is None
    assert held("- press: 12 hash\n- bot: Code 12.", flow=flow).failure is None
    assert held("- press: 12\n- silence\n- bot: Code 12.", flow=flow).failure is None


def test_a_pause_of_the_bot_passes_while_somebody_listens() -> None:
    flow = "states: {first: {say: Wait., wait: 30s, go: second}, second: {say: Thank you., go: hangup}}"
    assert held("- bot: Wait.\n- bot: Thank you.\n- ended", flow=flow).failure is None


def test_silence_needs_somebody_who_waits() -> None:
    flow = "states: {first: {say: Hello., go: wait}, wait: {transfer: '+15550100009'}}"
    assert fault(held("- silence\n- ended", flow=flow))[:2] == (1, "nobody is there to hear this")


def test_waiting_long_enough_is_silence() -> None:
    assert held("- wait: 6s\n- bot: I didn't hear you.").failure is None
    assert fault(held("- wait: 4s\n- bot: I didn't hear you."))[0] == 2


def test_the_test_says_who_calls_and_when() -> None:
    flow = """
        start: {inbound: a, outbound: b, machine: c}
        states:
          a: {say: "In {{ call.from }} {{ call.extra.order }} {{ today }}.", go: hangup}
          b: {say: "Out {{ call.to }}.", go: hangup}
          c: {say: Beep., go: hangup}
    """
    head = "from: '+1555'\nextra: {order: A17}\nat: 2026-11-22 02:00"
    assert held("- bot: In +1555 A17 2026-11-22.", head, flow).failure is None
    assert held("- bot: In * 2026-01-05.", flow=flow).failure is None
    assert held("- bot: Out +1666.", "direction: outbound\nto: '+1666'", flow).failure is None
    assert held("- bot: Beep.", "machine: true", flow).failure is None


def test_the_time_is_that_of_the_opening_hours() -> None:
    flow = """
        hours: {desk: {mon-fri: 9:00-18:00, timezone: Asia/Kolkata}}
        states:
          first: {go: [{if: is_open('desk'), to: open}, {else: closed}]}
          open: {say: "Open {{ now | time }}.", go: hangup}
          closed: {say: Closed., go: hangup}
    """
    assert held("- bot: Open 9*", "at: 2026-11-23 9:30", flow).failure is None
    assert held("- bot: Closed.", "at: 2026-11-23 8:30", flow).failure is None
    assert held("- bot: Open 12*", flow=flow).failure is None


def test_the_body_of_an_answer_keeps_its_types() -> None:
    flow = """
        states:
          first: {request: GET https://example.com, save: {a: body.a, b: body.b, c: body.c.1.d}, go: told}
          told: {say: "{{ 'yes' if a == 5 and a + 1 == 6 else 'no' }} {{ b | spell }} {{ c }}.", go: hangup}
    """
    head = "answers: {first: {ok: {a: 5, b: '007', c: [x, {d: true}]}}}"
    assert held("- bot: yes 0*0*7 true.", head, flow).failure is None


def test_how_sure_the_recognizer_is_can_be_said() -> None:
    flow = """
        states:
          first: {ask: Who?, type: text, save: who, go: [{if: confidence < 0.6, to: unsure}, {else: sure}]}
          unsure: {say: Really?, go: hangup}
          sure: {say: Good., go: hangup}
    """
    assert held("- {caller: me, confidence: 0.5}\n- bot: Really?", flow=flow).failure is None
    assert held("- caller: me\n- bot: Good.", flow=flow).failure is None


def test_words_that_nobody_listens_to_are_noted() -> None:
    flow = "states: {first: {ask: Keys?, listen: keys, choices: {help: {press: 1}}}}"
    played = held("- caller: hello\n- at_state: help", flow=flow)
    assert played.failure is not None
    assert any("hello (this counts for nothing here)" in line for line in transcript(played.trace))


def test_an_endless_flow_ends() -> None:
    flow = "states: {first: {say: Round., go: second}, second: {say: And round., go: first}}"
    assert held("- transferred: '*'", flow=flow).failure is None


names = st.sampled_from(NAMES)
patterns = st.sampled_from(["*", "Hello.", "Sorry*", "*again*"])
acts: st.SearchStrategy[Act] = (
    st.builds(Bot, patterns)
    | st.builds(AtState, names)
    | st.builds(Transferred, patterns)
    | st.just(Ended())
    | st.builds(Caller, st.sampled_from(WORDS), st.none() | patterns)
    | st.builds(Press, st.text(keys, min_size=1, max_size=4), st.none() | patterns)
    | st.builds(Wait, st.sampled_from([0.0, 4.0, 3600.0]))
    | st.just(Silence())
    | st.just(Silence())
    | st.just(Hangup())
)
answers = st.builds(
    Answers, st.lists(st.builds(Answer, st.sampled_from(OUTCOMES)), min_size=1, max_size=2).map(tuple), st.booleans()
)
conversations = st.builds(
    Conversation,
    name=st.just("any"),
    span=st.just(Span(1, 1, 1, 1)),
    facts=st.just(CallFacts("test")),
    at=st.just(NOON),
    steps=st.lists(st.builds(Step, acts, st.just(Span(2, 1, 2, 1))), min_size=1, max_size=8).map(tuple),
    answers=st.fixed_dictionaries(dict.fromkeys(NAMES, answers)),
)


@settings(max_examples=150)
@given(flows, conversations)
def test_any_call_with_any_flow_comes_to_an_end(flow: Flow, conversation: Conversation) -> None:
    case = case_of(conversation, flow)
    played = play(case)
    assert played == play(case)
    assert transcript(played.trace)
    assert coverage(flow, {place for _, place in walk(case.flow, played.trace)}).count("state")[0] >= 1


TEXTS = """
flow: texts
start: send
fallback: bye
states:
  send: {sms: {to: "{{ call.from }}", message: "Your code is 17."}, go: {ok: bye, failed: sorry}}
  sorry: {say: It could not be sent., go: hangup}
  bye: {say: Bye., go: hangup}
"""


def test_a_text_message_is_sent_unless_the_test_says_otherwise() -> None:
    assert not held("- sms: Your code*\n- bot: Bye.", flow=TEXTS).failure
    assert not held(
        '- sms: {to: "+15550199", message: "*17."}\n- bot: Bye.', head='from: "+15550199"', flow=TEXTS
    ).failure
    assert not held("- bot: It could not be sent.", head="answers: {send: failed}", flow=TEXTS).failure


def test_another_text_message_is_told() -> None:
    assert fault(held("- sms: Your room*", head='from: "+15550199"', flow=TEXTS)) == (
        1,
        "no such text message is sent",
        "the text to +15550199 is `Your code is 17.`; the bot has hung up in the state `bye`",
    )


BRIEFED = """
flow: briefed
start: person
fallback: bye
states:
  person: {transfer: "+15550100001", brief: "Caller from {{ call.from }}.", go: {otherwise: bye}}
  bye: {say: Bye., go: hangup}
"""


def test_a_test_may_say_what_the_person_is_told() -> None:
    assert not held('- transferred: {to: "+1555*", brief: Caller from*}', flow=BRIEFED).failure
    assert not held("- transferred: {brief: Caller*}", flow=BRIEFED).failure
    assert fault(held("- transferred: {brief: A bird*}", head='from: "1"', flow=BRIEFED)) == (
        1,
        "nobody is told `A bird*` before being connected",
        "the caller is connected to +15550100001, who is told `Caller from 1.`; the caller is with somebody else; "
        "`answers: {person: busy}` brings the call back",
    )


LEFT = (
    DESK.replace("start: greet", "start: greet\non_hangup: after")
    + """
  after: {request: POST https://example.com/left, go: {ok: told, otherwise: hangup}}
  told: {set: {told: true}, go: hangup}
"""
)


def test_what_a_flow_does_when_the_caller_has_left_can_be_expected() -> None:
    played = held("- bot: Sales*\n- hangup\n- at_state: after\n- at_state: told", "answers: {after: ok}", LEFT)
    assert played.failure is None
    walked = {place.state for _, place in walk(flow_of(LEFT), played.trace) if place.kind == "state"}
    assert walked == {"greet", "menu", "after", "told"}


def test_a_request_that_nothing_answers_then_fails_the_test() -> None:
    failed = fault(held("- bot: Sales*\n- hangup\n- at_state: told", flow=LEFT))
    assert failed[:2] == (2, "nothing answers the request of the state `after`")
    assert held("- bot: Sales*", flow=LEFT).failure is None


def test_nobody_is_there_when_the_caller_has_left() -> None:
    failed = fault(held("- bot: Sales*\n- hangup\n- press: 1", "answers: {after: ok}", LEFT))
    assert failed[:2] == (3, "nobody is there to hear this")
