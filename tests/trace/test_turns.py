"""What a trace tells of the steps of a call."""

from __future__ import annotations

from itertools import count

from flowrunner.engine.events import Heard, KeyPressed, PromptFinished, RequestFinished, SpeechStarted, TimerFired
from flowrunner.engine.machine import CallFacts, Machine
from flowrunner.trace.causes import Began
from flowrunner.trace.item import TraceItem
from flowrunner.trace.keys import KeyRow
from flowrunner.trace.turns import Step, turn_items
from tests.engine.phone import flow_of

BANK = flow_of(
    """
    states:
      first:
        ask: For your balance, press 1. For our hours, press 2.
        choices:
          account: {press: 1, hear: balance}
          hours: {press: 2, hear: [hours, opening hours]}
      account: {ask: Your account number?, type: digits, length: 8..16, save: account, go: pin}
      pin: {ask: Your PIN?, type: digits, length: 4..6, save: pin, secret: true, go: look}
      look:
        request: POST https://api.example/balance
        body: {pin: "{{ pin }}", account: "{{ account }}"}
        save: {amount: body.balance}
        go: {ok: told}
      told: {say: "You have {{ amount }}.", go: hangup}
      hours: {say: We are open., go: hangup}
    """
)


class Traced:
    """A call, and its trace."""

    def __init__(self) -> None:
        self.machine = Machine(BANK)
        self.row = KeyRow()
        self.items: list[TraceItem] = []
        self.clock = count(100.0)
        self.call, actions = self.machine.start(CallFacts("c1", from_="+15550100123", to="+15550100200"), 99.0)
        self.tell(Step(self.machine, Began(), None, self.call, actions))

    def tell(self, step: Step) -> None:
        self.items.extend(turn_items(step, next(self.clock), self.row))

    def feed(self, *events: KeyPressed | Heard | SpeechStarted | PromptFinished | TimerFired | RequestFinished) -> None:
        for event in events:
            before = self.call
            self.call, actions = self.machine.step(before, event)
            self.tell(Step(self.machine, event, before, self.call, actions))

    def press(self, keys: str) -> None:
        self.feed(*map(KeyPressed, keys))

    def of(self, *kinds: str) -> list[dict[str, object]]:
        return [dict(item.facts) for item in self.items if item.kind in kinds]


def test_a_call_begins_with_who_called_and_which_flow() -> None:
    began, entered, play, *_ = Traced().items
    assert began.plain() == {
        "at": 100.0,
        "call": "c1",
        "flow": "test",
        "state": "first",
        "kind": "began",
        "version": BANK.version,
        "path": BANK.path,
        "direction": "inbound",
        "from": "+••••••••123",
        "to": "+15550100200",
        "machine": False,
        "extra": {},
        "remembered": {},
    }
    assert (entered.kind, entered.state) == ("entered", "first")
    assert play.facts["text"] == "For your balance, press 1. For our hours, press 2."


def test_an_answer_tells_by_which_step_it_was_understood() -> None:
    call = Traced()
    call.feed(SpeechStarted(), Heard("um balance please", confidence=0.9))
    assert call.of("heard") == [{"transcript": "um balance please", "phrase": None, "confidence": 0.9}]
    (understood,) = call.of("understood")
    assert (understood["how"], understood["choice"]) == ("close", "account")
    assert call.of("stop_playing") == [{"why": "speech"}]
    assert [item.state for item in call.items if item.kind == "entered"] == ["first", "account"]


def test_an_event_that_changed_nothing_says_so() -> None:
    call = Traced()
    call.feed(TimerFired(99))
    assert call.of("timer_fired") == [{"timer_id": 99, "timer": "", "ignored": True}]


def test_a_long_number_is_told_when_it_is_no_card() -> None:
    call = Traced()
    call.press("1")
    call.press("12345678#")
    assert [each["key"] for each in call.of("key_pressed")] == ["1", "1", "2", "3", "4", "5", "6", "•", "•", "#"]
    assert call.of("typed") == [{"keys": "12345678"}]
    assert call.of("variables") == [{"set": {"account": "12345678"}}]


def test_the_number_of_a_card_is_never_told() -> None:
    call = Traced()
    call.press("1")
    call.press("4111111111111111")
    assert call.of("typed") == []
    assert call.of("variables") == [{"set": {"account": "•••••••••••••111"}}]


def test_a_secret_is_told_nowhere_not_even_when_a_server_sends_it_back() -> None:
    call = Traced()
    call.press("1")
    call.press("12345678#")
    call.press("1379#")
    assert [each["key"] for each in call.of("key_pressed")][-5:] == ["•", "•", "•", "•", "#"]
    assert {"secret": ["pin"]} in call.of("variables")
    (request,) = call.of("send_request")
    assert request["body"] == {"pin": "••••", "account": "12345678"}
    call.feed(RequestFinished(1, "ok", 200, {"balance": 12, "echo": "pin=1379"}))
    assert call.of("request_finished")[0]["body"] == {"balance": 12, "echo": "pin=••••"}
    assert {"set": {"amount": 12}} in call.of("variables")
    assert "1379" not in str([item.plain() for item in call.items])
