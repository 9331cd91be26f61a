"""A menu as flows have them: what may be said for each choice, and who says it here."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.speech.recordings import Clip, Half
from benchmarks.speech.speakers import Speaker

MENU: dict[str, tuple[str, ...]] = {
    "billing": ("billing", "my bill", "a question about my bill"),
    "support": ("technical support", "support", "something is broken"),
    "sales": ("sales", "buy something", "new customer"),
    "operator": ("operator", "speak to a person", "agent"),
    "balance": ("account balance", "balance", "how much do I have"),
    "main": ("main menu", "go back", "start over"),
    "hours": ("opening hours", "when are you open", "store hours"),
    "payment": ("make a payment", "pay my bill", "payment"),
    "card": ("lost card", "my card was stolen", "report a lost card"),
    "repeat": ("repeat that", "say that again", "repeat"),
    "appointment": ("book an appointment", "appointment", "change my appointment"),
    "delivery": ("where is my order", "track my order", "delivery"),
}
PHRASES = tuple(phrase for phrases in MENU.values() for phrase in phrases)
CHOICES = {phrase: choice for choice, phrases in MENU.items() for phrase in phrases}


def said_by(speakers: list[Speaker], half: Half) -> Iterator[Clip]:
    """Yield the phrases of one half, each said by everybody."""
    for phrase in PHRASES:
        if half.has(phrase):
            for speaker in speakers:
                yield Clip(*speaker.say(f"{phrase[0].upper()}{phrase[1:]}."), phrase, speaker.name)
