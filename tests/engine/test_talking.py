"""An agent: the model and the caller take turns."""

from __future__ import annotations

from flowrunner.engine.actions import Left, StopModel
from flowrunner.engine.call import Phase
from flowrunner.engine.dialogue import ToolAnswer
from flowrunner.engine.talk import CUT
from tests.engine.phone import NOON, Phone
from tests.engine.shop import answered, asking, dialogue


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
