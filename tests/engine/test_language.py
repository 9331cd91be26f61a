"""The language that a call is held in."""

from flowrunner.engine.actions import Ignored, Listen, Play, Remember
from flowrunner.engine.call import CallFacts
from tests.engine.phone import Phone, flow_of

LINE = """
languages: [en-IN, hi-IN]
start: menu
remember: [language]
anytime:
  hindi: {press: 5, hear: [hindi, हिंदी], go: hindi}
states:
  menu:
    ask: "{{ 'नमस्ते' if language == 'hi-IN' else 'Hello' }}, shall I go on?"
    type: yes_no
    go: {yes: day, no: inside, give_up: bye}
  hindi:
    set: {language: hi-IN}
    go: menu
  day:
    say: Today is a Monday.
    go: other
  other:
    language: en-US
    ask: Shall I connect you?
    type: yes_no
    go: {yes: wrong, no: bye}
  wrong:
    set: {language: "{{ heard }}"}
    say: "{{ today | date }}"
    go: bye
  inside: {run: inner, go: {done: bye}}
  bye: {say: Bye., go: hangup}
"""
HINDI = """
flow: inner
languages: [hi]
start: begin
fallback: begin
states:
  begin: {ask: एक या दो?, choices: {one: {press: 1, hear: एक, go: return}}}
"""
TAMIL = HINDI.replace("[hi]", "[ta-IN]")


def languages(phone: Phone) -> list[str]:
    """The languages of what the bot says about the last event."""
    return [getattr(item, "language", "") for each in phone.did if isinstance(each, Play) for item in each.items]


def heard_in(phone: Phone) -> list[str]:
    """The languages in which the bot has begun to listen."""
    return [each.expected.language for each in phone.did if isinstance(each, Listen) and each.expected]


def line() -> Phone:
    return Phone(flow_of(LINE, HINDI))


def test_a_call_begins_in_the_first_language() -> None:
    phone = line()
    assert phone.said == "Hello, shall I go on?"
    assert languages(phone) == heard_in(phone) == ["en-IN"]


def test_a_call_goes_on_in_the_language_that_is_set() -> None:
    phone = line()
    phone.press("5")
    assert phone.said == "नमस्ते, shall I go on?"
    assert languages(phone) == heard_in(phone) == ["hi-IN"]
    phone.hears_it_out()
    phone.waits()
    assert phone.said.startswith("माफ़ कीजिए, मुझे कुछ सुनाई नहीं दिया।")
    phone.says("हाँ")
    assert phone.entered == ["day"]


def test_a_text_that_is_not_translated_is_said_in_the_language_it_is_written_in() -> None:
    phone = line()
    phone.press("5")
    phone.says("हाँ")
    assert phone.said == "Today is a Monday."
    assert languages(phone) == ["en-IN"]
    assert phone.call.language == "hi-IN"


def test_a_state_may_have_a_language_of_its_own() -> None:
    phone = line()
    phone.press("5")
    phone.says("हाँ")
    phone.hears_it_out()
    assert phone.said == "Shall I connect you?"
    assert languages(phone) == heard_in(phone) == ["en-US"]


def test_a_language_that_the_flow_does_not_have_is_left_out() -> None:
    phone = line()
    phone.press("5")
    phone.says("हाँ")
    phone.hears_it_out()
    phone.says("yes")
    assert Ignored("wrong", "`test` does not speak the language that is set") in phone.did
    assert phone.call.language == "hi-IN"
    assert languages(phone) == ["hi-IN"]
    assert phone.said == "सोमवार, 2 नवंबर 2026"


def test_a_flow_that_is_run_goes_on_in_the_language_of_the_caller_when_it_has_it() -> None:
    phone = line()
    phone.press("5")
    phone.says("नहीं")
    assert languages(phone) == heard_in(phone) == ["hi"]


def test_a_flow_that_does_not_have_it_is_heard_in_its_own() -> None:
    phone = Phone(flow_of(LINE, TAMIL))
    phone.press("5")
    phone.says("नहीं")
    assert languages(phone) == ["ta-IN"]
    phone.hears_it_out()
    phone.press("1")
    assert languages(phone) == ["en-IN"]
    assert phone.call.language == "hi-IN"


def test_the_next_call_begins_in_the_language_of_this_one() -> None:
    phone = line()
    phone.press("5")
    assert Remember({"language": "hi-IN"}) in phone.did
    again = Phone(flow_of(LINE, HINDI), CallFacts("c2", "+15550199", "+15550100"), remembered={"language": "hi-IN"})
    assert again.said == "नमस्ते, shall I go on?"
    changed = Phone(flow_of(LINE, HINDI), remembered={"language": "ta-IN"})
    assert changed.said == "Hello, shall I go on?"
