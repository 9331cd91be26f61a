import numpy as np

from flowrunner.modelfiles.pinned import WHISPER_VOCABULARY, locate
from flowrunner.speech.whisper.bpe import Vocabulary
from flowrunner.speech.whisper.grammar import Tree, digit_loop, phrase_tree, spellings

VOCABULARY = Vocabulary.read(locate(WHISPER_VOCABULARY))


def phrase_at(tree: Tree, text: str) -> str | None:
    node = tree[0]
    for token in VOCABULARY.encode(text):
        places = np.flatnonzero(node.tokens == token)
        if not len(places):
            return None
        node = tree[int(node.children[places[0]])]
    return node.phrase


def test_a_phrase_may_be_written_with_a_capital_or_not() -> None:
    assert spellings("main  menu") == [" main menu", " Main menu"]


def test_numbers_may_be_written_as_words_and_as_digits() -> None:
    assert " Option 4" in spellings("option four")
    assert " option four" in spellings("Option 4")
    assert " twelve" in spellings("12")


def test_a_name_keeps_its_capitals_and_may_lose_them() -> None:
    assert {" IT desk", " it desk", " It desk"} <= set(spellings("IT desk"))


def test_an_empty_phrase_cannot_be_said() -> None:
    assert spellings("  ") == []
    assert phrase_tree(["", "yes"], VOCABULARY)[0].phrase is None


def test_every_spelling_leads_to_its_phrase() -> None:
    phrases = ["billing", "bill", "main menu", "main office", "option four"]
    tree = phrase_tree(phrases, VOCABULARY)
    for phrase in phrases:
        assert {phrase_at(tree, spelling) for spelling in spellings(phrase)} == {phrase}
    assert phrase_at(tree, " main") is None
    assert phrase_at(tree, " sales") is None


def test_two_phrases_written_alike_are_the_first() -> None:
    assert phrase_at(phrase_tree(["Yes", "yes"], VOCABULARY), " yes") == "Yes"


def test_digits_are_said_in_words_and_in_numbers() -> None:
    loop = digit_loop(VOCABULARY)
    said = dict(zip(loop.tokens.tolist(), loop.digits, strict=True))
    for text, digits in {" seven": "7", "Oh": "0", " 42": "42", "7": "7", " 2019": "2019"}.items():
        (token,) = VOCABULARY.encode(text)
        assert said[token] == digits
    (word,) = VOCABULARY.encode(" billing")
    assert word not in said
