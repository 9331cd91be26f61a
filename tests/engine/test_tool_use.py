"""What a model proposes, and what becomes of it: exits and tools."""

from __future__ import annotations

from flowrunner.engine.actions import Left
from flowrunner.engine.call import CallFacts
from flowrunner.engine.dialogue import ToolAnswer, ToolUse
from tests.engine.phone import Phone
from tests.engine.shop import asking, dialogue


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


def test_a_summary_can_be_kept_under_a_name() -> None:
    phone = Phone(
        "states: {first: {agent: Help., leave_when: {done: All done.}, save: about, go: tell},"
        " tell: {say: 'It was {{ about }}.', go: hangup}}",
        CallFacts("c1"),
    )
    phone.model_leaves("done", summary="about shoes")

    assert phone.said == "It was about shoes."
