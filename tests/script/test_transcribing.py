from __future__ import annotations

from flowrunner.script.walk import walk
from tests.engine.phone import flow_of
from tests.script.holding import fault, held

LISTEN = """
flow: listen
start: listen
fallback: sorry
states:
  listen:
    transcribe: {with: "+15550100001", max: 10m}
    save: words
    go: {ended: keep, failed: sorry}
  keep:
    request: POST https://example.com/notes
    body: {words: "{{ words }}"}
    go: {ok: thanks}
  thanks: {say: "Kept: {{ words }}", go: hangup}
  sorry: {say: Nobody is there., go: hangup}
"""


def test_both_speak_until_somebody_waits_for_the_end() -> None:
    played = held(
        """
        - transferred: "+15550100001"
        - person: Good morning.
        - caller: I have moved.
        - bot: "Kept: Person: Good morning. Caller: I have moved."
        - ended
        """,
        "answers: {keep: ok}",
        LISTEN,
    )
    assert played.failure is None


def test_it_ends_when_the_time_is_up() -> None:
    assert held("- caller: Hello?\n- wait: 10m\n- bot: Kept*", "answers: {keep: ok}", LISTEN).failure is None


def test_it_can_fail_at_once() -> None:
    assert held("- bot: Nobody is there.", "answers: {listen: failed}", LISTEN).failure is None


def test_nobody_else_speaks_while_nobody_listens() -> None:
    played = held("- person: Hello?")
    assert fault(played)[:2] == (1, "nobody writes down what somebody else says")


def test_a_caller_who_hangs_up_ends_it() -> None:
    played = held("- caller: I have moved.\n- hangup\n- at_state: keep", "answers: {keep: ok}", LISTEN)
    assert played.failure is None
    walked = set(walk(flow_of(LISTEN), played.trace))
    assert any((place.kind, place.state, place.name) == ("outcome", "listen", "ended") for _, place in walked)
