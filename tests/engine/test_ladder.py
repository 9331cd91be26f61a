"""Mistakes: what is said after each, and what follows the last."""

from __future__ import annotations

from flowrunner.answers.expected import Expected
from flowrunner.engine.actions import Listen, Mistaken, Rescued
from tests.engine.phone import Phone

QUESTION = "Sales or support?"


def menu(ladder: str = "", go: str = "", language: str = "en-US") -> Phone:
    return Phone(f"""
        language: {language}
        states:
          first:
            ask: {{first: "Hello. {QUESTION}", again: {QUESTION}}}
            choices: {{sales: {{press: 1, hear: sales, go: hangup}}, support: {{press: 2, go: hangup}}}}
            {ladder}
            {go}
    """)


def test_without_a_ladder_a_built_in_sentence_and_the_question_are_said() -> None:
    phone = menu()

    phone.waits()
    assert phone.said == f"Sorry, I didn't hear anything. {QUESTION}"
    phone.says("bananas")
    assert phone.said == f"Sorry, I didn't understand. {QUESTION}"


def test_the_built_in_sentence_is_in_the_calls_language() -> None:
    phone = menu(language="hi-IN")

    phone.waits()
    assert phone.said == f"माफ़ कीजिए, मुझे कुछ सुनाई नहीं दिया। {QUESTION}"


def test_silence_and_confusion_share_one_counter() -> None:
    phone = menu("silence: [Silence one., Silence two.]\n            unclear: [Unclear one., Unclear two.]")

    assert Mistaken("silence", 1) in phone.waits()
    assert phone.said == f"Silence one. {QUESTION}"
    assert Mistaken("unclear", 2) in phone.press("9")
    assert phone.said == f"Unclear two. {QUESTION}"
    assert phone.waits()[:2] == (Mistaken("silence", 3), Rescued("first", "nothing handles `give_up`"))
    assert phone.state == "help"


def test_the_last_step_repeats() -> None:
    phone = menu("tries: 4\n            silence: [One., Two.]")

    said = []
    for _ in range(3):
        phone.waits()
        said.append(phone.said)
    assert said == [f"One. {QUESTION}", f"Two. {QUESTION}", f"Two. {QUESTION}"]


def test_a_step_that_asks_by_itself_is_not_followed_by_the_question() -> None:
    phone = menu("silence: Was that sales or support?")

    phone.waits()
    assert phone.said == "Was that sales or support?"


def test_a_step_may_change_what_is_listened_to() -> None:
    phone = menu("unclear: {say: Please use your keypad., listen: keys}")

    assert phone.call.listening == Expected(("sales",))
    assert phone.says("bananas")[-1] == Listen(None)
    assert phone.says("sales") == ()


def test_what_a_step_changed_holds_for_this_visit_only() -> None:
    phone = menu("tries: 2\n            unclear: {say: Please use your keypad., listen: keys}", "go: {give_up: first}")

    phone.says("bananas")
    assert phone.press("9")[-1] == Listen(Expected(("sales",)))


def test_giving_up_is_an_outcome() -> None:
    phone = menu("tries: 1", "go: {give_up: hangup}")

    phone.waits()
    assert phone.call.ended


def test_always_does_not_mean_when_giving_up() -> None:
    phone = menu("tries: 1", "go: first")

    phone.waits()
    assert phone.state == "help"


def test_forgiven_noises_are_counted_afresh_after_each_prompt() -> None:
    phone = menu()
    phone.hears_it_out()
    phone.coughs()
    phone.coughs()
    phone.waits()
    phone.hears_it_out()

    assert phone.coughs() == phone.did
    assert not [action for action in phone.did if isinstance(action, Mistaken)]


def test_a_mistake_cuts_the_prompt_and_forgets_what_was_typed() -> None:
    phone = Phone("""
        states:
          first: {ask: Four digits?, type: digits, length: 4, save: code, go: hangup}
    """)
    phone.press("12")
    phone.waits()
    assert Mistaken("unclear", 1) in phone.did

    phone.press("3456")
    assert phone.call.variables == {"code": "3456"}
