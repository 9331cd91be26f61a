"""A classifier that learned a few sentences, and what it makes of others."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowrunner.intents.classifier import MAX_EXAMPLES, Classifier, Judgement
from flowrunner.intents.closeness import MAX_WORDS
from flowrunner.intents.confidence import BELONGS, BY_MEANING, BY_WORDS, FRAGMENT, Fit
from flowrunner.intents.match import Match, intent
from flowrunner.intents.ridge import solve
from flowrunner.intents.stems import stem

EXAMPLES: dict[str, list[str]] = {
    "balance": ["balance", "how much money do I have", "what is my balance"],
    "block_card": ["block my card", "lost card", "my card was stolen"],
    "sales": ["sales"],
    "support": ["support", "something is not working", "technical problem"],
    "agent": ["एजेंट से बात करनी है", "agent", "a person"],
}
CLASSIFIER = Classifier.train(EXAMPLES)
PHRASES = [(choice, phrase) for choice, phrases in EXAMPLES.items() for phrase in phrases]
NOTHING: Judgement[str] = Judgement(None, 0.0)


@pytest.mark.parametrize(("choice", "phrase"), PHRASES)
def test_an_example_is_its_choice_beyond_doubt(choice: str, phrase: str) -> None:
    judged = CLASSIFIER.judge(phrase)

    assert (judged.choice, judged.runner_up) == (choice, None)
    assert judged.confidence >= 0.8


@given(st.randoms(use_true_random=False))
def test_the_order_of_examples_does_not_matter(chance: Random) -> None:
    shuffled = {choice: chance.sample(each, len(each)) for choice, each in chance.sample(list(EXAMPLES.items()), 5)}

    assert Classifier.train(shuffled) == CLASSIFIER


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    judged = CLASSIFIER.judge(text)

    assert 0 <= judged.confidence <= 1
    assert judged.choice is not None or judged.runner_up is None


WORDS = st.sampled_from(
    ["balance", "card", "my", "is", "the", "what", "lost", "sales", "support", "not", "want", "बात"]
)


@given(st.lists(WORDS, max_size=12))
def test_any_words_are_judged(words: list[str]) -> None:
    judged = CLASSIFIER.judge(" ".join(words))

    assert 0 <= judged.confidence <= 1
    assert judged.runner_up is None or judged.runner_up != judged.choice


@pytest.mark.parametrize(
    "text", ["", "  ", "?!", "🙂", "qwertz yxcv", "zzzz", "please", "what do I have", "balance " * MAX_WORDS * 2]
)
def test_nothing_and_noise_mean_nothing(text: str) -> None:
    assert CLASSIFIER.judge(text) == NOTHING


@pytest.mark.parametrize("examples", [{}, {"empty": []}, {"signs": ["?!"]}])
def test_without_examples_nothing_is_found(examples: dict[str, list[str]]) -> None:
    assert Classifier.train(examples).judge("balance") == NOTHING


def test_a_choice_without_examples_takes_nothing_from_the_others() -> None:
    assert Classifier.train({**EXAMPLES, "silent": []}).judge("my balance") == CLASSIFIER.judge("my balance")


def test_an_only_choice_has_no_runner_up_and_still_refuses() -> None:
    only = Classifier.train({"card": ["block my card", "lost card"]})

    assert only.judge("my card is lost").choice == "card"
    assert only.judge("what's the weather").choice is None


def test_two_choices_equally_near_are_both_named() -> None:
    judged = CLASSIFIER.judge("balance or support")

    assert {judged.choice, judged.runner_up} == {"balance", "support"}


def test_choices_with_the_same_example_are_in_doubt() -> None:
    judged = Classifier.train({"one": ["order"], "other": ["order"]}).judge("order")

    assert {judged.choice, judged.runner_up} == {"one", "other"}
    assert judged.confidence <= 0.5


def test_a_single_word_out_of_an_example_is_a_guess_to_be_confirmed() -> None:
    judged = CLASSIFIER.judge("card")

    assert judged.choice == "block_card"
    assert BELONGS <= judged.confidence <= FRAGMENT < 0.7


def test_another_name_of_the_same_thing_is_found_in_either_language() -> None:
    assert CLASSIFIER.judge("money").choice == "balance"
    assert CLASSIFIER.judge("कार्ड चोरी").choice == "block_card"


def test_very_many_examples_are_learned_in_part() -> None:
    many = {name: [f"{name} number {each}" for each in range(MAX_EXAMPLES)] for name in ("north", "south")}

    trained = Classifier.train(many)

    assert trained.judge("south number 7").choice == "south"
    assert sum(name.startswith("w ") for name in trained.weights) < MAX_EXAMPLES + 4


def test_the_state_goes_before_what_works_anywhere() -> None:
    own, anywhere = [("own", ["report my lost card"])], [("anywhere", ["report my stolen card"])]

    found = intent("I would like to report my card", own, anywhere)

    assert found is not None
    assert (found.label, found.how) == ("own", "intent")


def test_the_classifier_finds_what_no_phrase_is_near() -> None:
    book = list(EXAMPLES.items())

    found = intent("somebody stole the card that I had", book)

    assert isinstance(found, Match)
    assert found.label == "block_card"
    assert intent("balance or support", book) is None


@pytest.mark.parametrize("fit", [BY_WORDS, BY_MEANING])
def test_confidence_grows_with_what_speaks_for_it(fit: Fit) -> None:
    steps = [fit.belongs(each / 10, 0.5) for each in range(-20, 21)]

    assert steps == sorted(steps)
    assert fit.clear(0.0) == 0.5 < fit.clear(0.2) < fit.clear(1.0) < 1
    assert 0 < fit.belongs(-1e9, 0) < fit.belongs(1e9, 1) < 1


def test_ridge_regression_solves_its_equations() -> None:
    (solution,) = solve([[2.0, 0.0], [1.0, 3.0]], [[4.0, 9.0]], penalty=1.0)

    assert solution == pytest.approx([7 / 11, 23 / 11])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cancelled", "cancel"),
        ("cancellation", "cancelling"),
        ("payments", "payment"),
        ("deliveries", "delivery"),
        ("moved", "moving"),
        ("पैसे", "पैसा"),
        ("खाता", "खाते"),
        ("रिपोर्टें", "रिपोर्ट"),
        ("जाँच", "जांच"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["bus", "pass", "is", "ring", "red"])
def test_short_words_keep_what_looks_like_an_ending(word: str) -> None:
    assert stem(word) == word
