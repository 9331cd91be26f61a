"""What a caller types for nobody to see."""

from __future__ import annotations

from flowrunner.engine.actions import Listen, SendRequest
from flowrunner.engine.events import KeyPressed
from flowrunner.engine.masking import masked_call
from flowrunner.engine.snapshot import dump, load
from tests.engine.phone import NOON, Phone, flow_of

FLOW = flow_of("""
    states:
      first: {ask: Your number?, type: digits, length: 2, save: number, go: pin}
      pin: {ask: Your PIN?, type: digits, length: 4, secret: true, save: pin, go: check}
      check:
        request: POST https://api.example/{{ number }}
        headers: {Authorization: "Bearer {{ secrets.TOKEN }}"}
        body: {number: "{{ number }}", pin: "{{ pin }}"}
        go: {ok: done}
      done: {forget: [pin], say: Thank you., go: hangup}
""")


def asked() -> Phone:
    phone = Phone(FLOW, secrets={"TOKEN": "t0k3n"})
    phone.press("42")
    assert phone.state == "pin"
    return phone


def test_a_secret_reaches_the_request_and_nothing_else() -> None:
    phone = asked()
    phone.press("1379")

    assert phone.request.body == {"number": "42", "pin": "1379"}
    assert phone.call.variables == {"number": "42"}
    assert "1379" not in repr(phone.call)
    assert "1379" not in repr(masked_call({"test": FLOW}, phone.call))


def test_a_secret_survives_in_storage() -> None:
    phone = asked()
    phone.press("1379")
    assert load(dump(phone.call), FLOW).sealed == {"pin": "1379"}


def test_a_secret_that_is_forgotten_is_gone() -> None:
    phone = asked()
    phone.press("1379")
    phone.server_answers()
    assert phone.call.sealed == {}
    assert b"1379" not in dump(phone.call)


def test_nobody_listens_to_a_secret() -> None:
    phone = asked()
    assert Listen(None) in phone.did


def test_a_trace_sees_neither_the_keys_nor_the_request() -> None:
    phone = asked()
    key = KeyPressed("1", NOON)
    assert phone.machine.shown(phone.call, key) == KeyPressed("•", NOON)

    phone.press("1379")
    shown = phone.machine.shown(phone.call, phone.request)
    assert isinstance(shown, SendRequest)
    assert shown.body == {"number": "42", "pin": "••••"}
    assert shown.headers == {"Authorization": "••••"}
    assert shown.url == "https://api.example/42"
    assert phone.machine.shown(phone.call, key) == KeyPressed("•", NOON), "it may be typed ahead"


def test_a_half_typed_secret_is_masked_too() -> None:
    phone = asked()
    phone.press("13")
    assert phone.call.attempt.digits == "13"
    assert masked_call({"test": FLOW}, phone.call).attempt.digits == "••••"


def test_the_keys_of_other_questions_are_seen() -> None:
    phone = Phone(FLOW)
    assert phone.machine.shown(phone.call, KeyPressed("4", NOON)) == KeyPressed("4", NOON)
