"""What the caller of the demo does, and what the bank must say to it."""

from __future__ import annotations

from flowrunner.demo.bank import ACCOUNT
from flowrunner.emulator import During, Expect, Press, Say, Silence, Step

CARD = "4271"
PERSON = "+911140001234"

STEPS: tuple[Step, ...] = (
    # the caller knows what they want, and does not wait for the end of the menu
    During(Say("balance"), after_s=4.0),
    Expect("enter your eight digit account number"),
    # ... but has to look for the card: one silence, and the line asks again
    Silence(),
    Expect("I didn't hear a number"),
    Press(ACCOUNT),
    Expect("your balance is"),
    Say("block my card"),
    Expect("last four digits of the card"),
    Press(CARD),
    Expect("your card ending 4271 is blocked"),
    Say("a person"),
    Expect("connecting you to a person"),
)
