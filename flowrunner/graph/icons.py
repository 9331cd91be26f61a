"""A small sign and a colour for each thing that a state can do. Signs are drawn on 16 by 16, in white lines."""

from __future__ import annotations

from typing import NamedTuple, assert_never

from flowrunner.flow.model import (
    Agent,
    Ask,
    Digits,
    Form,
    Record,
    Request,
    Return,
    Run,
    Sms,
    State,
    Transcribe,
    Transfer,
    Wait,
)


class Sign(NamedTuple):
    """How a kind of state looks."""

    color: str
    path: str


_SAYS = Sign("#475569", "M3 4.5h10v6H8l-3 2.5v-2.5H3z")
_DECIDES = Sign("#475569", "M8 2.5v4M8 6.5 4 10v3.5M8 6.5l4 3.5v3.5")
_ASKS = Sign("#1d4ed8", "M5.2 6a2.8 2.8 0 1 1 4.3 2.4C8.4 9 8 9.5 8 10.5M8 13.2v.1")
_DIGITS = Sign("#0f766e", "M4 4v.1M8 4v.1M12 4v.1M4 8v.1M8 8v.1M12 8v.1M4 12v.1M8 12v.1M12 12v.1")
_FORM = Sign("#1d4ed8", "M3 3h3v3H3zM8.5 4.5h4.5M3 10h3v3H3zM8.5 11.5h4.5")
_REQUEST = Sign("#6d28d9", "M3 5.5h10M10 2.5l3 3-3 3M13 10.5H3M6 7.5l-3 3 3 3")
_TRANSFER = Sign("#15803d", "M4 2.8l2 .2.9 2.8-1.4 1.2c.7 1.5 1.9 2.7 3.4 3.4l1.2-1.4 2.9.9.2 2C12 14 2 9.5 4 2.8z")
_TRANSCRIBE = Sign("#15803d", "M3 3.5h10M3 6.5h6M3 9.5h10M3 12.5h4")
_RECORD = Sign("#9d174d", "M5.5 10.5a3 3 0 1 1 .1 0M10.5 10.5a3 3 0 1 1 .1 0M5.5 10.5h5")
_SMS = Sign("#6d28d9", "M2.5 3.5h11v9h-11zM2.5 4l5.5 4.5L13.5 4")
_WAIT = Sign("#92400e", "M8 2.5a5.5 5.5 0 1 0 .1 0M8 5v3.2l2.2 1.5")
_RUN = Sign("#9d174d", "M3 3h6v6H3zM7 11.5V13h6V7h-1.5")
_AGENT = Sign("#b45309", "M3 3.5h10v7H9l-3 2.5v-2.5H3zM5.5 7v.1M8 7v.1M10.5 7v.1")
_RETURN = Sign("#475569", "M6 3.5l-3 3 3 3M3 6.5h6.5a3 3 0 0 1 0 6H7")


def sign(state: State) -> Sign:
    """Return the sign of what a state does."""
    verb = state.verb
    match verb:
        case None:
            return _SAYS if state.say else _DECIDES
        case Ask(answer=Digits()):
            return _DIGITS
        case Ask():
            return _ASKS
        case Form():
            return _FORM
        case Request():
            return _REQUEST
        case Transfer():
            return _TRANSFER
        case Record():
            return _RECORD
        case Sms():
            return _SMS
        case Transcribe():
            return _TRANSCRIBE
        case Wait():
            return _WAIT
        case Run():
            return _RUN
        case Agent():
            return _AGENT
        case Return():
            return _RETURN
        case _:
            assert_never(verb)
