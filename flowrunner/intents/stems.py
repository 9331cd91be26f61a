"""Words without their endings, and the words that say little."""

from __future__ import annotations

from functools import lru_cache

from flowrunner.intents.words import FILLERS

_ENGLISH_ENDINGS = ("ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s")
_HINDI_ENDINGS = ("ियां", "ियों", "ाओं", "ाएं", "ों", "ें", "ीं", "ां", "ा", "ी", "े", "ो", "ि")
_SHORTEST = 3
_VIRAMA_SIGNS = str.maketrans({"़": "", "ँ": "ं"})

_SAYING_LITTLE = """
    what whats which who whos whose how much many when where wheres why does did done has had having been being do
    they them their he she his its it this these those there theres here i ive me myself you youre youve your some
    any all more most other others another than as if but because so such no not dont doesnt didnt cant cannot wont
    isnt arent wasnt havent hasnt find ask see thing things stuff way time times today tomorrow yesterday now still
    also too very just only even yet one two three first last next new same old by into over up down off out away
    after before since until again give gave gets got getting take took make made put say said tell told think
    wondering hoping possible enquiry enquire call phone line right going gone go come came ill wed id were kya
    kaise kab kahan kitna kitni kitne kaun yeh wo woh hum aap tum apna apni apne nahi nahin क्या कैसे कब कहाँ कहां
    कितना कितनी कितने कौन कौनसा किस यह ये वह वो हम हमें आप आपका आपकी आपके अपना अपनी अपने नहीं न मैं मैंने हमारा
    हमारी इस उस एक कोई कुछ अब आज कल अभी हो हुआ हुई हुए रहा रही रहे गया गई गए सकता सकती सकते जाना करें करो किया करके
    बता बताएं बताइये दे दें लिए लिये साथ तक भी वाला वाली वाले होगा होगी जानना जाननी पता मिल मिलेगा
"""
_WEAK = FILLERS | set(_SAYING_LITTLE.split())


def is_weak(word: str) -> bool:
    """Say whether a word carries little by itself: a question word, a pronoun, a helping verb, politeness."""
    return word in _WEAK


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return a word without the commonest English or Hindi ending: crude, the same for all forms of most words."""
    word = word.translate(_VIRAMA_SIGNS)
    if word.isascii():
        return _english(word)
    ending = next((each for each in _HINDI_ENDINGS if word.endswith(each) and len(word) - len(each) >= 2), "")
    return word[: len(word) - len(ending)]


def _english(word: str) -> str:
    ending = next((each for each in _ENGLISH_ENDINGS if word.endswith(each)), "")
    if word.endswith("ss") or len(word) - len(ending) < _SHORTEST:
        return word
    root = word[: len(word) - len(ending)] + ("y" if ending in ("ies", "ied") else "")
    doubled = len(root) > _SHORTEST and root[-1] == root[-2] and root[-1] not in "aeiou"
    return root[:-1] if doubled or (root.endswith("e") and len(root) > _SHORTEST) else root
