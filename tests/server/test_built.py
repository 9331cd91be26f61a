"""The report of a build, as people and scripts read it."""

from __future__ import annotations

from pathlib import Path

from flowrunner.audio.codec import Codec
from flowrunner.engine.actions import Text
from flowrunner.errors import SpeechError
from flowrunner.server.built import as_data, as_text, totals
from flowrunner.server.fixed_prompts import Outcome
from flowrunner.server.spoken import Fixed, Late, Place, Recorded
from flowrunner.speech.preparing import Prepared

PLACE = Place("shop.yaml", 7, "hello")
MULAW = Codec.MULAW_8K
HELLO, BYE, JINGLE = Text("Hello."), Text("Bye."), Text("Our jingle.")
FOLDER = Path("/cache")


def outcome(hello: Prepared, flow: str = "shop", jingle: int | SpeechError = 8000) -> Outcome:
    said = (
        Fixed(PLACE, HELLO),
        Fixed(Place("shop.yaml", 9, ""), BYE),
        Recorded(PLACE, "jingle.wav"),
        Fixed(PLACE, JINGLE, "jingle.wav"),
        Late(PLACE, "You owe {{ sum }}.", "`sum` varies"),
    )
    cannot = Prepared(failure=SpeechError("no voice"))
    prepared = {HELLO: hello, BYE: Prepared(8000), JINGLE: cannot}
    return Outcome(flow, said, MULAW, prepared, {"jingle.wav": jingle})


def report(*outcomes: Outcome) -> list[str]:
    return list(as_text(outcomes, totals(outcomes), FOLDER))


def test_all_is_well_when_all_is_there() -> None:
    found = outcome(Prepared(16_000, is_new=True))
    assert totals([found]).is_complete
    assert report(found) == [
        "Made while the caller waits:",
        "  shop.yaml:7: hello: You owe {{ sum }}. (`sum` varies)",
        "1 prompt made, 1 there already, 1 recording, 1 left to run time",
        "0.1 minutes, 0.0 MB, in /cache",
    ]


def test_what_two_flows_share_is_told_and_counted_once() -> None:
    made = outcome(Prepared(16_000, is_new=True))
    assert report(made, outcome(Prepared(16_000), "other")) == report(made)
    assert totals([made, made]) == totals([made])


def test_words_beside_a_recording_count_when_it_cannot_be_played() -> None:
    found = outcome(Prepared(1), jingle=SpeechError("no such file"))
    assert report(found)[2:6] == [
        "Cannot be said: no such file:",
        "  shop.yaml:7: hello: jingle.wav",
        "Cannot be said: no voice:",
        "  shop.yaml:7: hello: Our jingle.",
    ]
    assert not totals([found]).is_complete


def test_a_voice_that_stood_in_is_told_because_a_call_would_not_use_what_it_made() -> None:
    found = outcome(Prepared(1, stood_in=SpeechError("google does not know the key")))
    assert "Made by a voice that stands in: google does not know the key:" in report(found)
    assert not totals([found]).is_complete
    data = as_data([found], totals([found]), FOLDER)
    assert data["replaced"] == [
        {
            "file": "shop.yaml",
            "line": 7,
            "state": "hello",
            "flow": "shop",
            "text": "Hello.",
            "reason": "google does not know the key",
        }
    ]


def test_what_is_missing_is_told_with_its_voice() -> None:
    found = outcome(Prepared(is_missing=True))
    assert report(found)[2:4] == ["Missing:", "  shop.yaml:7: hello: Hello."]
    missing = as_data([found], totals([found]), FOLDER)["missing"]
    place = {"file": "shop.yaml", "line": 7, "state": "hello", "flow": "shop"}
    assert missing == [{**place, "text": "Hello.", "language": "en-US", "voice": None}]
