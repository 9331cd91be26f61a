"""Whether somebody says what they do *not* want."""

from __future__ import annotations

from collections.abc import Container


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOT = _set("not dont doesnt didnt never no isnt wasnt without नहीं मत nahi nahin")
_AFTER = _set("नहीं मत nahi nahin")
"""Of these, the Hindi ones: they may follow the word that they deny."""
_WANT = _set("want wanna wish need like care mean meant asking looking calling interested talking about")
_WANT |= _set("चाहिए चाहता चाहती chahiye chahta chahti")
_DETERMINERS = _set("the my a an")


def refuses(spoken: tuple[str, ...], known: Container[str]) -> bool:
    """Say whether an utterance turns something down: "I don't want sales", "not the balance", "बैलेंस नहीं चाहिए".

    "My parcel has not arrived" refuses nothing, nor does a negative that the examples (``known``) have themselves.
    """
    return any(word in _NOT and word not in known and _denies(spoken, place) for place, word in enumerate(spoken))


def _denies(spoken: tuple[str, ...], place: int) -> bool:
    word, following = spoken[place], spoken[place + 1 : place + 4]
    if any(each in _WANT for each in following):
        return True
    if word in _AFTER:
        return word == "मत" or (place > 0 and spoken[place - 1] in _WANT)
    return word in ("not", "no") and (place == 0 or (bool(following) and following[0] in _DETERMINERS))
