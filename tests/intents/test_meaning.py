"""The classifier with the real model of meaning beside the words."""

from __future__ import annotations

import pytest

from flowrunner.intents.classifier import Classifier
from flowrunner.intents.match import intent, probable_rivals
from flowrunner.intents.meaning import MeaningClassifier
from tests.embedding.models import minilm

BANK = {
    "balance": ["what is my balance", "how much money do I have", "account balance"],
    "block_card": ["block my card", "I lost my card", "my card was stolen"],
    "person": ["talk to a person", "operator", "customer service"],
}


@pytest.fixture(scope="module")
def bank() -> MeaningClassifier[str]:
    return MeaningClassifier.train(BANK, minilm())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("what have I got left to spend", "balance"),
        ("let me chat with someone", "person"),
        ("can I speak with a human being", "person"),
    ],
)
def test_a_paraphrase_without_a_common_word_is_found(bank: MeaningClassifier[str], said: str, meant: str) -> None:
    assert bank.judge(said).choice == meant
    assert Classifier.train(BANK).judge(said).choice != meant


@pytest.mark.parametrize("said", ["what is the weather like", "tell me a joke", "I would like a large pizza", ""])
def test_what_means_nothing_here_is_nothing(bank: MeaningClassifier[str], said: str) -> None:
    assert bank.judge(said).choice is None


def test_what_is_turned_down_is_not_found(bank: MeaningClassifier[str]) -> None:
    assert bank.judge("I don't want to block my card").choice is None


def test_an_example_itself_is_sure(bank: MeaningClassifier[str]) -> None:
    for choice, texts in BANK.items():
        for text in texts:
            judged = bank.judge(text)
            assert (judged.choice, judged.runner_up) == (choice, None)
            assert judged.confidence > 0.7


def test_the_order_of_examples_makes_no_difference(bank: MeaningClassifier[str]) -> None:
    turned = MeaningClassifier.train({name: BANK[name][::-1] for name in reversed(BANK)}, minilm())
    said = "what have I got left to spend"
    assert turned.judge(said).confidence == pytest.approx(bank.judge(said).confidence, abs=1e-5)


@pytest.mark.parametrize("examples", [{}, {"a": []}, {"a": [""]}, {"a": ["!?"], "b": []}])
def test_a_menu_without_examples_finds_nothing(examples: dict[str, list[str]]) -> None:
    assert MeaningClassifier.train(examples, minilm()).judge("hello").choice is None


def test_a_menu_is_asked_with_the_model_or_without() -> None:
    book = list(BANK.items())
    said = "what have I got left to spend"
    assert intent(said, book) is None
    found = intent(said, book, embedding=minilm())
    assert found is not None
    assert found.label == "balance"
    assert probable_rivals(said, book, embedding=minilm()) is None
