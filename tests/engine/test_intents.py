"""Answers in words that no phrase has."""

from __future__ import annotations

from flowrunner.engine.actions import Mistaken, Understood
from tests.engine.phone import Phone

MENU = """
    anytime:
      person: {press: 0, hear: [a person, talk to an agent], go: help}
    states:
      first:
        ask: What can I do for you?
        choices:
          balance: {press: 1, hear: [balance, how much money do I have, what is my balance]}
          block: {press: 2, hear: [block my card, lost card, stolen card]}
      balance: {say: Ten dollars., go: hangup}
      block: {say: Blocked., go: hangup}
"""
CARDS = """
    states:
      first:
        ask: What about your card?
        choices:
          block: {hear: block my card}
          renew: {hear: renew my card}
          limit: {hear: [raise my limit, a higher limit]}
      block: {say: Blocked., go: hangup}
      renew: {say: It is in the mail., go: hangup}
      limit: {say: It is higher now., go: hangup}
"""
ANYTHING = """
    states:
      first:
        ask: What happened?
        choices:
          lost: {hear: [I lost my card, my card is missing]}
          other: {hear: anything}
      lost: {say: Blocked., go: hangup}
      other: {say: I see., go: hangup}
"""


def understood(phone: Phone) -> list[Understood]:
    return [action for action in phone.did if isinstance(action, Understood)]


def test_a_paraphrase_is_understood() -> None:
    phone = Phone(MENU)
    phone.says("I have misplaced my card")
    (found,) = understood(phone)
    assert (found.how, found.choice, phone.state) == ("intent", "block", "block")
    assert 0.7 <= found.confidence < 1


def test_a_guess_is_confirmed() -> None:
    phone = Phone(MENU)
    phone.says("what's left in my account")
    assert phone.said == "balance. Is that right?"
    phone.says("yes")
    assert phone.state == "balance"


def test_what_nobody_offered_is_a_mistake() -> None:
    phone = Phone(MENU)
    assert Mistaken("unclear", 1) in phone.says("what's the weather")
    assert phone.state == "first"


def test_two_choices_that_share_what_was_said_are_told_apart() -> None:
    phone = Phone(CARDS)
    phone.says("it is about my debit card")
    assert phone.said == "Did you mean block my card or renew my card?"
    phone.says("the second one")
    assert phone.state == "renew"


def test_a_command_that_is_only_guessed_is_not_followed() -> None:
    phone = Phone(MENU)
    assert Mistaken("unclear", 1) in phone.says("I was told to ask your colleague for somebody in charge")
    assert phone.state == "first"


def test_a_command_that_is_sure_is_followed() -> None:
    phone = Phone(MENU)
    phone.says("speak with a human agent")
    assert phone.state == "help"


def test_the_classifier_goes_before_anything() -> None:
    phone = Phone(ANYTHING)
    phone.says("my card got lost")
    assert phone.state == "lost"


def test_anything_takes_the_rest() -> None:
    phone = Phone(ANYTHING)
    phone.says("there was a fire in the kitchen")
    assert phone.state == "other"
