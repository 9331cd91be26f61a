"""Words with which callers fill in a form: what introduces an answer, what takes it back, what ends it all."""

from __future__ import annotations

from collections.abc import Mapping

from flowrunner.answers.words import lexicon

CANCEL = (
    "cancel",
    "cancel it",
    "cancel that",
    "cancel this",
    "cancel everything",
    "cancel please",
    "never mind",
    "forget it",
    "forget about it",
    "leave it",
    "stop it",
    "I changed my mind",
    "I don't want it",
    "I don't want it any more",
    "रद्द",
    "रद्द करो",
    "रद्द कर दो",
    "रद्द कर दीजिए",
    "रद्द कीजिए",
    "कैंसिल",
    "कैंसिल करो",
    "कैंसिल कर दो",
    "कैंसिल कर दीजिए",
    "रहने दो",
    "रहने दीजिए",
    "छोड़ो",
    "छोड़ दीजिए",
    "जाने दो",
    "जाने दीजिए",
)
"""All of an utterance that wants no more of it."""

NAMING = (
    ("my", "name", "is"),
    ("the", "name", "is"),
    ("name", "is"),
    ("my", "names"),
    ("this", "is"),
    ("call", "me"),
    ("in", "the", "name", "of"),
    ("under", "the", "name"),
    ("under", "the", "name", "of"),
    ("under",),
    ("for",),
    ("मेरा", "नाम"),
    ("नाम",),
)
"""What comes before a name, in the form that is compared."""

JOINING = lexicon(
    """
    to is are was be should would will as of for into instead please actually change it make set move the a an on from
    को का की के पर से है हैं हो होना चाहिए कर करो दो दीजिए बदल बदलकर
    """
)
"""What stands between the name of a question and its answer."""

TRAILING = lexicon("and then also please instead but the a an my और फिर भी तो")
"""What stands between an answer and the name of the next question."""

NEGATIVE = lexicon("not dont isnt wasnt never wrong incorrect नहीं मत गलत ना")
"""A value said beside these is not the one that is meant."""

AFFIRMATIVE = lexicon("yes yeah yep yup sure okay ok correct right हाँ हां जी सही ठीक")
"""The beginning of an answer that agrees."""

LABELS: Mapping[str, frozenset[str]] = {
    "date": lexicon("day date दिन तारीख तारीख़"),
    "time": lexicon("time hour timing समय टाइम वक्त वक़्त"),
    "name": lexicon("name नाम"),
    "phone": lexicon("phone telephone mobile फोन फ़ोन मोबाइल"),
    "email": lexicon("email mail ईमेल"),
    "money": lexicon("amount money sum रकम राशि"),
    "number": lexicon("number संख्या"),
    "code": lexicon("code कोड"),
}
"""What callers call an answer of each type."""
