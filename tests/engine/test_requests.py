"""Web requests: what is sent, what is kept, where outcomes lead."""

from __future__ import annotations

import pytest

from flowrunner.engine.actions import CancelTimer, ConnectTo, Entered, Play, Rescued, SendRequest, StartTimer, Text
from flowrunner.engine.machine import Phase
from flowrunner.engine.requests import find
from tests.engine.phone import Phone

BALANCE = """
    states:
      first:
        set: {account: "{{ call.from }}/../x y"}
        request: GET https://bank.example/accounts/{{ account }}?verbose={{ verbose }}
        headers: {Authorization: "Bearer {{ secrets.TOKEN }}"}
        timeout: 3s
        retry: 2
        meanwhile: One moment.
        save: {balance: body.amount, owner: body.people.1.name, status: status}
        forget: verbose
        go: {ok: tell, 404: unknown, error: broken}
      tell: {say: "{{ balance | money }} {{ owner }} {{ status }}", go: hangup}
      unknown: {say: Unknown., go: hangup}
      broken: {say: Broken., go: hangup}
"""


def test_a_request_is_sent_with_its_secrets_and_safe_values() -> None:
    phone = Phone(BALANCE, secrets={"TOKEN": "t0p"})

    assert phone.did == (
        Entered("first"),
        SendRequest(
            1,
            "GET",
            "https://bank.example/accounts/%2B15550199%2F..%2Fx%20y?verbose=",
            {"Authorization": "Bearer t0p"},
            None,
            3.0,
            2,
        ),
        StartTimer(1, 1.0),
    )


def test_the_answer_is_kept_by_path() -> None:
    phone = Phone(BALANCE)
    phone.server_answers("ok", {"amount": 1200, "people": [{"name": "Ann"}, {"name": "Bob"}]})

    assert phone.said == "1,200 Bob 200"
    assert phone.did[0] == CancelTimer()


def test_a_missing_part_is_empty() -> None:
    phone = Phone(BALANCE)
    phone.server_answers("ok", "not even json")

    assert phone.said.split() == ["200"]


def test_a_long_wait_is_covered() -> None:
    phone = Phone(BALANCE)

    assert phone.waits() == (Play(1, (Text("One moment."),)),)
    assert phone.call.phase is Phase.REQUESTING
    phone.server_answers("ok", {"amount": 1})
    assert not phone.was_cut
    assert isinstance(phone.did[-1], Play)


@pytest.mark.parametrize(
    ("outcome", "status", "state"),
    [
        ("ok", 200, "tell"),
        ("404", 404, "unknown"),
        ("500", 500, "broken"),
        ("error", 0, "broken"),
        ("timeout", 0, "help"),
    ],
)
def test_each_outcome_leads_somewhere(outcome: str, status: int, state: str) -> None:
    phone = Phone(BALANCE)
    phone.server_answers(outcome, None, status)

    assert phone.state == state


def test_an_unnamed_status_is_otherwise() -> None:
    phone = Phone("""
        states:
          first: {request: GET https://x.example, go: {ok: hangup, otherwise: sorry}}
          sorry: {say: Sorry., go: hangup}
    """)

    phone.server_answers("503", None, 503)
    assert phone.said == "Sorry."


def test_an_unnamed_status_goes_to_the_fallback() -> None:
    phone = Phone("states: {first: {request: 'GET https://x.example', go: {ok: hangup}}}")

    assert phone.server_answers("503", None, 503)[0] == Rescued("first", "nothing handles `503`")


def test_a_failure_keeps_what_was_known() -> None:
    phone = Phone("""
        states:
          first:
            set: {balance: 5}
            request: GET https://x.example
            save: {balance: body.amount}
            go: {timeout: tell}
          tell: {say: "{{ balance }}", go: hangup}
    """)

    phone.server_answers("timeout")
    assert phone.said == "5"


def test_a_body_keeps_the_types_of_its_values() -> None:
    phone = Phone("""
        states:
          first:
            set: {count: 3}
            request: POST https://x.example
            body: {count: "{{ count + 1 }}", text: "n{{ count }}", day: "{{ today }}", flag: true, gap: "{{ missing }}"}
            forget: missing
            go: hangup
    """)

    assert phone.request.body == {"count": 4, "text": "n3", "day": "2026-11-02", "flag": True, "gap": None}


def test_an_address_may_begin_with_a_value() -> None:
    phone = Phone(
        """
        states:
          first: {set: {name: a/b}, request: "GET {{ secrets.BASE }}/x/{{ name }}", go: hangup}
    """,
        secrets={"BASE": "https://x.example/v1"},
    )

    assert phone.request.url == "https://x.example/v1/x/a%2Fb"


def test_keys_wait_until_the_request_is_done() -> None:
    phone = Phone("""
        anytime: {help: {press: 0}}
        states:
          first: {request: GET https://x.example, go: tell}
          tell: {say: Told., go: hangup}
    """)

    assert phone.press("0") == ()
    phone.server_answers()
    assert phone.entered == ["tell", "help"]
    assert phone.did[-1] == ConnectTo(("+15550100000",))


def test_a_key_typed_during_a_request_does_not_cut_what_follows() -> None:
    phone = Phone("""
        states:
          first: {request: GET https://x.example, go: tell}
          tell: {say: Told., go: menu}
          menu: {ask: One?, choices: {one: {press: 1, go: hangup}}}
    """)
    phone.press("1")

    phone.server_answers()
    assert phone.said == "Told."
    phone.hears_it_out()
    assert phone.call.ended


def test_speech_does_not_matter_during_a_request() -> None:
    phone = Phone("""
        anytime: {help: {hear: help}}
        states: {first: {say: Wait., request: 'GET https://x.example', go: hangup}}
    """)
    phone.hears_it_out()

    assert phone.says("help") == ()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("body", {"a": [{"b": 1}]}),
        ("body.a.0.b", 1),
        ("body.a[0].b", 1),
        ("body.a.7", None),
        ("body.a.b", None),
        ("body.a.99999999999999999999", None),
        ("body.0", None),
        ("", None),
    ],
)
def test_paths_lead_to_parts(path: str, found: object) -> None:
    assert find({"body": {"a": [{"b": 1}]}}, path) == found
