from __future__ import annotations

from flowrunner.script.transcript import MAX_LETTERS, MAX_LINES, transcript
from tests.script.holding import held


def test_a_call_can_be_read() -> None:
    played = held(
        """
        - silence
        - caller: buy some sails
        - press: 21
        - bot: With pleasure.
        - transferred: "+15550100001"
        - ended
        """,
        "answers: {support: ended}",
    )
    assert played.failure is None
    assert transcript(played.trace) == [
        " 0:00.0  greet    bot     Hello.",
        " 0:00.4  menu     bot     Sales or support?",
        " 0:06.5  menu     caller  (says nothing)",
        " 0:06.5  menu             = silence, mistake 1",
        " 0:06.5  menu     bot     I didn't hear you. Sales or support?",
        " 0:08.9  menu     caller  buy some sails",
        " 0:08.9  menu             = unclear, mistake 2",
        " 0:08.9  menu     bot     Sorry, was that sales or support?",
        " 0:11.1  menu     caller  presses 2",
        " 0:11.1  menu             = support (key)",
        " 0:11.1  menu     bot     With pleasure.",
        " 0:11.3  menu     caller  presses 1",
        " 0:11.3  menu             (the bot is cut short)",
        " 0:11.3  support          connects to +15550100001",
        " 0:31.3  support          = ended",
        " 0:31.3  thanks   bot     Thank you.",
        " 0:31.9  thanks   bot     (hangs up)",
    ]


def test_requests_and_the_fallback_are_told() -> None:
    told = transcript(held("- press: 1\n- at_state: person", "answers: {sales: 500}").trace)
    assert [line[9:] for line in told[-4:]] == [
        "sales           request: GET https://example.com/sales",
        "sales           = 500",
        "sales           to the fallback: nothing handles `500`",
        "person          connects to +15550100000",
    ]


def test_what_is_secret_is_not_told() -> None:
    flow = """
        states:
          first: {ask: Your PIN?, type: digits, length: 4, secret: true, listen: keys, save: pin, go: look}
          look: {request: POST https://example.com, body: {pin: "{{ pin }}"}, go: help}
    """
    played = held("- press: 4321\n- at_state: help", "answers: {look: ok}", flow)
    assert played.failure is None
    assert "4321" not in "\n".join(transcript(played.trace))
    assert "presses ••••" in transcript(played.trace)[1]


def test_a_state_that_only_leads_on_is_told() -> None:
    flow = "states: {first: {set: {x: 1}, go: help}}"
    assert transcript(held("- at_state: help", flow=flow).trace)[0] == " 0:00.0  first          (on to the next state)"


def test_a_long_call_is_cut_at_its_beginning_and_long_lines_at_their_end() -> None:
    flow = "states: {first: {ask: Go?, type: text, tries: 10, go: first}}"
    played = held(f"- caller: {'x' * 500}\n" * 40 + "- at_state: first", flow=flow)
    lines = transcript(played.trace)
    assert lines[0] == f"({1 + 3 * 40 - MAX_LINES} lines before this)"
    assert len(lines) == 1 + MAX_LINES
    assert max(map(len, lines)) < MAX_LETTERS + 40
