"""What the caller of the demo does, and what the bank must say to it."""

from __future__ import annotations

from flowrunner.demo.bank import ACCOUNT, PIN
from flowrunner.emulator import During, Expect, Press, Say, Silence, Step, Then

CARD = "4271"
PERSON = "+911140001234"

_STEPS: tuple[Step, ...] = (
    # the caller knows what they want, and does not wait for the end of the menu
    During(Say("balance"), after_s=4.0),
    Expect("enter your eight digit account number"),
    # ... but has to look for the card: one silence, and the line asks again
    Silence(),
    Expect("eight digit account number"),
    Press(ACCOUNT),
    Expect("enter your four digit PIN"),
    Press(PIN),
    Expect("your balance is"),
    Say("block my card"),
    Expect("last four digits of the card"),
    Press(CARD),
    Expect("is that right"),
    Say("yes"),
    Expect("your card is blocked"),
    Say("a person"),
)
_DESK: tuple[Step, ...] = (Expect("connecting you to a person"),)
_VOICEMAIL: tuple[Step, ...] = (
    Expect("leave a message after the beep"),
    Say("please call me back about my card"),
    # the line says nothing while it records: it waits for the key
    Then(Press("#")),
    Expect("goodbye"),
)


def steps(*, desk_is_open: bool) -> tuple[Step, ...]:
    """Return the caller's script, which ends with a person in the bank's opening hours, and with voicemail outside."""
    return (*_STEPS, *(_DESK if desk_is_open else _VOICEMAIL))
