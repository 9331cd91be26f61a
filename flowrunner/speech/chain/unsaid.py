"""What is left of a text of which so much was said. Pure.

Nobody says how far a voice came; the sound that it made is as long as so many words. The estimate is a low one, and the
sentence in which it stopped is said again: to hear a few words twice is odd, to miss them may cost the caller's money.
"""

from __future__ import annotations

import re

from flowrunner.flow.lint.spoken import spoken_seconds
from flowrunner.flow.markup import is_ssml

CAUTION = 0.75
"""So much of the sound counts: a voice may speak slower than most, and takes time between sentences."""
_AFTER_SENTENCE = re.compile(r"(?<=[.!?…।॥])\s+|(?<=[。！？])")


def unsaid(text: str, heard_s: float) -> str:
    """Return the sentences that were not said to their end; a document cannot be divided, and is said again."""
    if not heard_s or is_ssml(text):
        return text
    left = [sentence for sentence in _AFTER_SENTENCE.split(text) if sentence]
    counted = heard_s * CAUTION
    while left and (takes := spoken_seconds(left[0])) <= counted:
        counted -= takes
        del left[0]
    return " ".join(left)
