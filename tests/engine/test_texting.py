"""Text messages: sent once, and never with a secret in them."""

from __future__ import annotations

import pytest

from flowrunner.engine.actions import Entered, Play, SendText, Text
from flowrunner.engine.call import CallFacts
from flowrunner.engine.events import TextOutcome, TextSent
from flowrunner.engine.machine import Phase
from flowrunner.flow.loader import load_text
from tests.engine.phone import Phone, without_listening

LINK = """
    states:
      first:
        set: {link: "https://acme.example/{{ call.extra.order }}"}
        say: I am sending you a text.
        sms: {to: "{{ call.from }}", message: "Your order: {{ link }}", from: "{{ call.to }}"}
        go: {ok: sent, failed: sorry}
      sent: {say: It is on its way., go: hangup}
      sorry: {say: That did not work., go: hangup}
"""
ORDER = CallFacts("c1", "+15550199", "+15550100", extra={"order": "42"})


def sending(facts: CallFacts = ORDER) -> Phone:
    phone = Phone(LINK, facts)
    phone.hears_it_out()
    return phone


def test_a_text_is_sent_when_the_caller_has_been_told() -> None:
    phone = Phone(LINK, ORDER)
    assert phone.said == "I am sending you a text."
    phone.hears_it_out()
    assert phone.did == (SendText(1, "+15550199", "Your order: https://acme.example/42", "+15550100"),)
    assert phone.call.phase is Phase.TEXTING


@pytest.mark.parametrize(
    ("outcome", "then"),
    [("ok", Play(2, (Text("It is on its way."),))), ("failed", Play(2, (Text("That did not work."),)))],
)
def test_the_call_goes_on_with_what_became_of_it(outcome: TextOutcome, then: Play) -> None:
    phone = sending()
    phone.feed(TextSent(1, outcome, at=phone.at))
    assert without_listening(phone.did) == (Entered("sent" if outcome == "ok" else "sorry"), then)


def test_nothing_is_sent_to_a_caller_who_hides_the_number() -> None:
    phone = sending(CallFacts("c1"))
    assert phone.said == "That did not work."


def test_the_answer_to_another_text_changes_nothing() -> None:
    phone = sending()
    assert phone.feed(TextSent(7, "ok", at=phone.at)) == ()
    assert phone.call.phase is Phase.TEXTING


def test_a_text_is_not_sent_again_on_a_new_connection() -> None:
    phone = sending()
    phone.rejoins()
    assert not any(isinstance(action, SendText) for action in phone.did)
    assert phone.said == "That did not work."
    assert phone.feed(TextSent(1, "ok", at=phone.at)) == ()


def test_keys_pressed_meanwhile_are_kept_for_the_next_question() -> None:
    phone = Phone("""
        states:
          first: {sms: {to: "+15550100001", message: Hello.}, go: ask}
          ask: {ask: "Which one?", choices: {one: {press: 1, go: hangup}}}
    """)
    phone.press("1")
    phone.feed(TextSent(1, "ok", at=phone.at))
    assert phone.call.ended


@pytest.mark.parametrize(
    ("text", "code"),
    [("{{ pin }}", "secret-outside-body"), ("{{ secrets.TOKEN }}", "secret-outside-request")],
)
@pytest.mark.parametrize("field", ["to", "message", "from"])
def test_secrets_never_leave_in_a_text(text: str, code: str, field: str) -> None:
    sms = {"to": "x", "message": "x", field: text}
    written = ", ".join(f'{name}: "{value}"' for name, value in sms.items())
    loaded = load_text(f"""
flow: leak
start: ask
fallback: bye
states:
  ask: {{ask: Your PIN, type: digits, length: 4, secret: true, save: pin, go: send}}
  send: {{sms: {{{written}}}, go: {{ok: bye, failed: bye}}}}
  bye: {{say: Bye., go: hangup}}
""")
    assert code in {each.code for each in loaded.diagnostics}
