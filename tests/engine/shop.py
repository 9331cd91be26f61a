"""A caller of a shop whose agent has tools and exits."""

from __future__ import annotations

from flowrunner.engine.dialogue import Line
from tests.engine.phone import Phone

SHOP = """
start: hello
anytime:
  person: {press: 0, hear: a person, go: help}
  again: {press: star, go: repeat}
tools:
  order_status:
    about: Looks up where an order is.
    needs: {order_id: digits}
    request: GET https://shop.example/orders/{{ order_id }}
    save: {carrier: body.carrier}
  complain:
    about: Files a complaint.
    request: POST https://shop.example/complaints
    body: {from: "{{ call.from }}", token: "{{ secrets.TOKEN }}"}
states:
  hello:
    ask: How can I help?
    choices:
      questions: {hear: anything}
  questions:
    agent: You help callers of {{ call.to }}.
    opening: "{{ heard }}"
    tools: [order_status, complain]
    collect:
      day: date
      problem: What is wrong, in a few words.
    leave_when:
      solved: The caller has no more questions.
      wants_person: The caller asks for a person.
    limits: {turns: 3, time: 4m}
    go: {solved: bye, wants_person: help, limit: out, error: sorry}
  bye: {say: "Bye, {{ day }} {{ problem }} {{ carrier }}.", go: hangup}
  out: {say: "Out. {{ summary }}", go: hangup}
  sorry: {say: Sorry., go: hangup}
"""


def asking(words: str = "where is my order") -> Phone:
    """Return a caller whose first words the model is about to answer."""
    phone = Phone(SHOP, secrets={"TOKEN": "t0p"})
    phone.hears_it_out()
    phone.says(words)
    return phone


def answered(*sentences: str) -> Phone:
    """Return a caller who has heard an answer."""
    phone = asking()
    phone.model_replies(*(sentences or ("Which order is it?",)))
    return phone


def dialogue(phone: Phone) -> list[tuple[str, str]]:
    """Return the lines that the model was just told."""
    return [(entry.who, entry.text) for entry in phone.briefing.dialogue if isinstance(entry, Line)]
