"""An agent: the model and the caller take turns."""

from __future__ import annotations

from flowrunner.engine.actions import Left, StopModel
from flowrunner.engine.call import CallFacts, Phase
from flowrunner.engine.dialogue import Line, ToolAnswer, ToolUse
from flowrunner.engine.talk import CUT
from tests.engine.phone import NOON, Phone

SHOP = """
start: hello
anytime:
  person: {press: 0, hear: a person, go: help}
  again: {press: star, go: repeat}
tools:
  order_status:
    about: Looks up where an order is.
    needs: {order_id: digits}
    request: GET https://shop.example/orders/{{ order_id }}
    save: {carrier: body.carrier}
  complain:
    about: Files a complaint.
    request: POST https://shop.example/complaints
    body: {from: "{{ call.from }}", token: "{{ secrets.TOKEN }}"}
states:
  hello:
    ask: How can I help?
    choices:
      questions: {hear: anything}
  questions:
    agent: You help callers of {{ call.to }}.
    opening: "{{ heard }}"
    tools: [order_status, complain]
    collect:
      day: date
      problem: What is wrong, in a few words.
    leave_when:
      solved: The caller has no more questions.
      wants_person: The caller asks for a person.
    limits: {turns: 3, time: 4m}
    go: {solved: bye, wants_person: help, limit: out, error: sorry}
  bye: {say: "Bye, {{ day }} {{ problem }} {{ carrier }}.", go: hangup}
  out: {say: "Out. {{ summary }}", go: hangup}
  sorry: {say: Sorry., go: hangup}
"""


def asking(words: str = "where is my order") -> Phone:
    """Return a caller whose first words the model is about to answer."""
    phone = Phone(SHOP, secrets={"TOKEN": "t0p"})
    phone.hears_it_out()
    phone.says(words)
    return phone


def answered(*sentences: str) -> Phone:
    """Return a caller who has heard an answer."""
    phone = asking()
    phone.model_replies(*(sentences or ("Which order is it?",)))
    return phone


def dialogue(phone: Phone) -> list[tuple[str, str]]:
    """Return the lines that the model was just told."""
    return [(entry.who, entry.text) for entry in phone.briefing.dialogue if isinstance(entry, Line)]


def test_what_the_caller_has_said_already_is_answered_at_once() -> None:
    phone = asking()

    assert phone.call.phase is Phase.TALKING
    assert phone.said == ""
    assert dialogue(phone) == [("caller", "where is my order")]


def test_words_of_the_author_are_said_first_and_are_the_agents() -> None:
    phone = Phone("states: {first: {agent: Help., opening: Hi there., leave_when: {done: All done.}, go: hangup}}")
    assert phone.said == "Hi there."
    phone.hears_it_out()
    assert phone.timer_s == 5.0
    phone.says("hello")

    assert dialogue(phone) == [("agent", "Hi there."), ("caller", "hello")]


def test_without_an_opening_the_model_begins() -> None:
    phone = Phone("states: {first: {agent: Help., leave_when: {done: All done.}, go: hangup}}")

    assert phone.briefing.dialogue == ()


def test_a_fixed_opening_is_the_agents_though_the_caller_has_just_said_the_same() -> None:
    phone = Phone(
        """
        states:
          first: {ask: Yes?, choices: {talk: {hear: anything}}}
          talk: {agent: Help., opening: hello, leave_when: {done: All done.}, go: hangup}
        """
    )
    phone.hears_it_out()
    phone.says("hello")

    assert phone.said == "hello"


def test_each_sentence_is_said_as_it_comes() -> None:
    phone = asking()
    phone.model_says("It left on Monday.")
    assert phone.said == "It left on Monday."
    phone.model_says("It comes tomorrow.")
    assert phone.said == "It comes tomorrow."
    phone.model_is_done()
    phone.hears_it_out()
    assert phone.timer_s == 5.0
    phone.says("thanks")

    assert dialogue(phone)[1:] == [("agent", "It left on Monday. It comes tomorrow."), ("caller", "thanks")]


def test_the_model_is_told_what_the_author_wrote_and_how_to_leave() -> None:
    briefing = asking().briefing

    assert briefing.instructions.startswith("You help callers of +15550100.")
    assert "- solved: The caller has no more questions." in briefing.instructions
    assert "- problem: What is wrong, in a few words." in briefing.instructions
    assert [tool.name for tool in briefing.tools] == ["order_status", "complain", "leave"]
    assert list(briefing.tools[-1].needs) == ["exit", "day", "problem", "summary"]
    assert "t0p" not in repr(briefing)


def test_the_caller_cuts_in_and_what_was_not_heard_was_not_said() -> None:
    phone = asking()
    phone.model_says("It left on Monday.")
    phone.model_says("It comes tomorrow with the evening post.")
    phone.hears_a_sentence()
    phone.at += 1.0
    phone.begins_to_speak()
    assert phone.was_cut
    assert StopModel() in phone.did
    phone.says("when does it come")

    assert dialogue(phone)[1] == ("agent", "It left on Monday. It comes" + CUT)


def test_a_sentence_that_was_cut_before_its_first_word_was_not_said() -> None:
    phone = asking()
    phone.model_says("It left on Monday.")
    phone.says("hello")

    assert dialogue(phone) == [("caller", "where is my order hello")]


def test_what_a_stopped_model_still_says_is_not_heard() -> None:
    phone = asking()
    phone.begins_to_speak()

    assert phone.model_says("It left on Monday.") == ()
    assert phone.model_uses("order_status", order_id="12") == ()
    assert phone.model_is_done() == ()


def test_a_cough_does_not_silence_the_agent_for_good() -> None:
    phone = asking()
    phone.model_says("It left on Monday, and it comes tomorrow.")
    phone.at += 1
    phone.coughs()

    assert dialogue(phone)[-1] == ("caller", CUT)


def test_a_cough_after_the_answer_changes_nothing() -> None:
    phone = answered()
    phone.coughs()

    assert phone.timer_s == 5.0


def test_silence_is_spoken_to_and_after_the_third_the_limit_is_reached() -> None:
    phone = answered()
    phone.waits()
    assert phone.said == "Sorry, I didn't hear anything."
    phone.waits()
    phone.waits()

    assert Left("limit") in phone.did
    assert phone.said == "Out. where is my order"


def test_words_begin_the_count_of_silences_anew() -> None:
    phone = answered()
    phone.waits()
    phone.waits()
    phone.says("I am here")
    phone.model_replies("Good.")
    phone.waits()

    assert phone.state == "questions"


def test_an_utterance_that_never_comes_is_not_understood() -> None:
    phone = answered()
    phone.begins_to_speak()
    phone.waits()

    assert phone.said == "Sorry, I didn't understand."


def test_a_key_of_anytime_works_in_the_middle() -> None:
    phone = asking()
    phone.model_says("It left on Monday.")
    phone.press("0")

    assert StopModel() in phone.did
    assert phone.state == "help"
    assert phone.call.summary == "where is my order"


def test_a_phrase_of_anytime_works_word_for_word_and_not_inside_a_sentence() -> None:
    phone = answered()
    phone.says("is there a person who knows it")
    assert phone.state == "questions"
    phone.model_replies("No.")
    phone.says("a person")

    assert phone.state == "help"


def test_asked_to_repeat_the_agent_says_its_last_words_again() -> None:
    phone = answered("It left on Monday.", "It comes tomorrow.")
    phone.press("*")
    assert phone.said == "It comes tomorrow."
    phone.hears_it_out()

    assert phone.timer_s == 5.0


def test_asked_to_repeat_in_the_middle_of_a_reply_the_model_goes_on() -> None:
    phone = asking()
    phone.model_says("It left on Monday and it is on its way.")
    phone.at += 1
    phone.press("*")

    assert dialogue(phone)[-1] == ("caller", CUT)


def test_other_keys_count_for_nothing() -> None:
    phone = answered()

    assert phone.press("7") == ()


def test_an_exit_is_followed_when_everything_has_been_heard() -> None:
    phone = asking()
    phone.model_says("You are welcome.")
    phone.model_leaves("solved", day="next Friday", problem="Broken screen.", summary="Asked about a screen.")
    assert phone.state == "questions"
    phone.hears_it_out()

    assert phone.entered == ["bye"]
    assert phone.said == "Bye, 2026-11-13 Broken screen. ."
    assert phone.call.summary == "Asked about a screen."


def test_an_exit_without_words_is_followed_at_once() -> None:
    phone = asking()
    phone.model_leaves("wants_person")

    assert phone.state == "help"


def test_an_exit_that_does_not_exist_is_answered_and_the_model_goes_on() -> None:
    phone = asking()
    phone.model_leaves("finished")
    use, answer = phone.briefing.dialogue[-2:]

    assert isinstance(use, ToolUse)
    assert isinstance(answer, ToolAnswer)
    assert "there are: solved, wants_person" in answer.content
    assert phone.state == "questions"


def test_a_value_of_the_wrong_type_is_answered_and_nothing_moves() -> None:
    phone = asking()
    phone.model_leaves("solved", day="whenever it suits you")
    answer = phone.briefing.dialogue[-1]

    assert isinstance(answer, ToolAnswer)
    assert "day is no date" in answer.content
    assert phone.call.variables.get("day") is None


def test_a_caller_who_cuts_into_the_goodbye_stays() -> None:
    phone = asking()
    phone.model_says("You are welcome, goodbye.")
    phone.model_leaves("solved")
    phone.at += 1
    phone.says("wait one more thing")

    assert phone.state == "questions"
    assert dialogue(phone)[-1] == ("caller", "wait one more thing")


def test_a_cough_into_the_goodbye_ends_it() -> None:
    phone = asking()
    phone.model_says("You are welcome, goodbye.")
    phone.model_leaves("solved")
    phone.coughs()

    assert phone.state == "bye"


def test_a_tool_is_a_web_request_and_its_answer_goes_to_the_model() -> None:
    phone = asking()
    phone.model_says("One moment.")
    phone.model_uses("order_status", order_id="12 34")
    assert phone.request.url == "https://shop.example/orders/1234"
    phone.model_is_done()
    phone.server_answers(body={"carrier": "Blue Van"})
    lines = phone.briefing.dialogue

    assert lines[-2:] == (
        ToolUse("use order_status", "order_status", {"order_id": "12 34"}),
        ToolAnswer("use order_status", '{"carrier":"Blue Van"}'),
    )
    assert dialogue(phone)[-1] == ("agent", "One moment.")
    assert phone.call.variables["carrier"] == "Blue Van"


def test_a_failed_request_is_told_to_the_model() -> None:
    phone = asking()
    phone.model_uses("order_status", order_id="12")
    phone.model_is_done()
    phone.server_answers("404", {"error": "no such order"}, 404)
    answer = phone.briefing.dialogue[-1]

    assert isinstance(answer, ToolAnswer)
    assert answer.content == '{"failed":"404","body":{"error":"no such order"}}'


def test_a_tool_without_what_it_needs_asks_nobody() -> None:
    phone = asking()
    assert not phone.model_uses("order_status")
    phone.model_is_done()
    answer = phone.briefing.dialogue[-1]

    assert isinstance(answer, ToolAnswer)
    assert "order_status needs order_id" in answer.content


def test_several_tools_of_one_reply_are_used_one_after_the_other() -> None:
    phone = asking()
    phone.model_uses("order_status", order_id="12")
    phone.model_uses("order_status", order_id="34")
    phone.model_is_done()
    phone.server_answers(body=1)
    assert phone.request.url.endswith("/34")
    phone.server_answers(body=2)

    assert [each.content for each in phone.briefing.dialogue if isinstance(each, ToolAnswer)] == ["1", "2"]


def test_what_the_caller_says_while_a_tool_is_used_is_answered_with_it() -> None:
    phone = asking()
    phone.model_uses("order_status", order_id="12")
    phone.model_is_done()
    phone.says("are you still there")
    phone.server_answers(body="On its way.")

    assert isinstance(phone.briefing.dialogue[-2], ToolAnswer)
    assert dialogue(phone)[-1] == ("caller", "are you still there")


def test_a_secret_of_the_project_goes_out_and_shows_nowhere() -> None:
    phone = asking()
    phone.model_uses("complain")

    assert phone.request.body == {"from": "+15550199", "token": "t0p"}
    assert "t0p" not in repr(phone.machine.shown(phone.call, phone.request))


def test_a_model_that_only_uses_tools_is_stopped() -> None:
    phone = asking()
    for _ in range(8):
        assert phone.state == "questions"
        phone.model_uses("order_status", order_id="12")
        phone.model_is_done()
        phone.server_answers()

    assert Left("error") in phone.did


def test_a_model_that_fails_ends_the_agent() -> None:
    phone = asking()
    phone.model_fails()

    assert phone.said == "Sorry."


def test_a_model_that_says_nothing_ends_the_agent() -> None:
    phone = asking()
    phone.model_is_done()

    assert phone.said == "Sorry."


def test_a_model_that_never_stops_is_stopped() -> None:
    phone = asking()
    for number in range(40):
        phone.model_says(f"Sentence {number}.")

    assert phone.call.talk is not None
    assert not phone.call.talk.reply


def test_when_the_turns_are_used_up_the_limit_is_reached() -> None:
    phone = asking()
    for _ in range(2):
        phone.model_replies("Go on.")
        phone.says("and then")
    phone.model_replies("Go on.")
    phone.says("one more")

    assert Left("limit") in phone.did
    assert phone.said == "Out. where is my order and then and then one more"


def test_when_the_time_is_over_the_limit_is_reached() -> None:
    phone = asking()
    phone.at = NOON + 241
    phone.model_replies("It left on Monday.")

    assert Left("limit") in phone.did


def test_the_caller_is_listened_to_all_the_time() -> None:
    phone = asking()

    for _ in range(2):
        assert phone.call.listening is not None
        assert phone.call.listening.kind == "open"
        assert phone.call.listening.phrases == ("a person",)
        phone.model_says("It left on Monday.")


def test_after_a_lost_connection_the_model_replies_again() -> None:
    phone = asking()
    phone.model_says("It left on Monday.")
    phone.rejoins()

    assert dialogue(phone)[-1] == ("caller", "where is my order")


def test_after_a_lost_connection_the_last_words_are_said_again() -> None:
    phone = answered("Which order is it?")
    phone.rejoins()

    assert phone.said == "Which order is it?"


def test_after_a_lost_connection_a_request_with_effects_is_not_made_again() -> None:
    phone = asking()
    phone.model_uses("complain")
    phone.model_is_done()
    phone.rejoins()
    answer = phone.briefing.dialogue[-1]

    assert isinstance(answer, ToolAnswer)
    assert "nobody knows" in answer.content


def test_who_hangs_up_leaves_a_summary() -> None:
    phone = asking()
    phone.hangs_up()

    assert StopModel() in phone.did
    assert phone.call.summary == "where is my order"


def test_a_summary_can_be_kept_under_a_name() -> None:
    phone = Phone(
        "states: {first: {agent: Help., leave_when: {done: All done.}, save: about, go: tell},"
        " tell: {say: 'It was {{ about }}.', go: hangup}}",
        CallFacts("c1"),
    )
    phone.model_leaves("done", summary="about shoes")

    assert phone.said == "It was about shoes."
