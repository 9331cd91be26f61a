import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from flowrunner.audio.codec import Codec
from flowrunner.audio.files import read_sound, write_wav
from flowrunner.emulator import (
    Action,
    During,
    EmulatorOptions,
    Expect,
    HangUp,
    PlayWav,
    Press,
    Remark,
    Say,
    Silence,
    Step,
    Then,
    WaitFor,
)
from flowrunner.emulator.voice import until_last_sound
from flowrunner.errors import SpeechError, UsageError
from tests.emulator.conversations import call, talk_to
from tests.emulator.tiny_host import HostSocket, Talk, TinyHost, stream
from tests.fake_voices import FakeVoice
from tests.fakes import FakeTranscriber

STREAM = f"<Response>{stream()}</Response>"


def host_that(*talks: Talk) -> TinyHost:
    return TinyHost({"/answer": STREAM}, list(talks))


async def greets(socket: HostSocket) -> None:
    await socket.next("start")
    await socket.prompt(0.3, "greeting")
    await socket.until_closed()


async def answers_two_keys(socket: HostSocket) -> None:
    await socket.next("start")
    await socket.prompt(0.3, "menu")
    await socket.next("dtmf")
    await socket.prompt(0.3, "one")
    await socket.next("dtmf")
    await socket.clear()
    await socket.prompt(0.3, "two")
    await socket.until_closed()


async def reprompts(socket: HostSocket) -> None:
    """Speak three times, 100 frames after the last prompt was played."""
    await socket.next("start")
    for number in range(3):
        await socket.prompt(0.3, f"prompt{number}")
        await socket.next("playedStream")
        for _ in range(100):
            await socket.next("media")
    await socket.until_closed()


def test_what_the_caller_says_arrives_in_the_codec_of_the_stream() -> None:
    heard = bytearray()

    async def listens(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.2, "menu")
        while message := await socket.next("media"):
            heard.extend(base64.b64decode(message["media"]["payload"]))

    voice = FakeVoice()
    host = TinyHost({"/answer": f"<Response>{stream(Codec.L16_16K)}</Response>"}, [listens], Codec.L16_16K)
    options = EmulatorOptions(patience_s=1)
    report, _ = call(host, [Say("yes please")], options, voice=voice)
    loud = np.flatnonzero(np.abs(np.frombuffer(bytes(heard), "<i2")) > 500)
    assert voice.said == [("yes please", "caller")]
    assert 0.48 < (loud[-1] - loud[0]) / 16000 < 0.52
    assert report.problems == ()


def test_words_are_spoken_once_and_before_the_call() -> None:
    voice = FakeVoice()
    report, _ = call(host_that(answers_two_keys), [Say("yes"), Say("yes")], EmulatorOptions(patience_s=1), voice=voice)
    assert voice.said == [("yes", "caller")]
    assert next(remark.text for remark in report.conversation if remark.who == "caller") == "yes"


def test_a_recording_can_be_played(tmp_path: Path) -> None:
    path = tmp_path / "hello.wav"
    write_wav(path, np.full(4000, 900, np.int16), 8000)
    report, tiny = call(host_that(greets), [PlayWav(path)], EmulatorOptions(patience_s=1))
    loud = [
        message["media"]["payload"]
        for message in tiny.sockets[0].seen
        if message["event"] == "media" and base64.b64decode(message["media"]["payload"]) != b"\xff" * 160
    ]
    assert len(loud) == 25
    assert report.problems == ()


def test_each_step_waits_until_the_bot_has_finished() -> None:
    report, _ = call(host_that(answers_two_keys), [Press("1"), Press("2"), HangUp()])
    assert report.is_well, (report.violations, report.problems)
    assert [turn.prompted_by for turn in report.turns] == ["the call began", "pressed 1", "pressed 2"]
    presses = [remark.at_s for remark in report.conversation if remark.text.startswith("(presses")]
    for turn, pressed in zip(report.turns, presses, strict=False):
        assert pressed >= turn.began_s + turn.speech_s + 0.29


def test_the_caller_may_interrupt() -> None:
    async def is_interrupted(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(5, "long")
        await socket.next("dtmf")
        await socket.clear()
        await socket.prompt(0.3, "short")
        await socket.until_closed()

    report, _ = call(host_that(is_interrupted), [During(Press("0"), 1.5), HangUp()])
    assert report.is_well, (report.violations, report.problems)
    first, second = report.turns
    assert 1.5 <= first.speech_s < 1.7
    assert second.prompted_by == "pressed 0"
    assert second.latency_s is not None
    assert second.latency_s < 0.1


def test_who_comes_too_late_to_interrupt_cannot() -> None:
    report, _ = call(host_that(greets), [During(Press("0"), 1.5), HangUp()])
    assert report.problems == (
        "step not done (interrupted after 1.5 s: pressed 0): the bot had finished speaking by then",
    )


def test_who_knows_that_the_bot_waits_does_not_wait_for_it() -> None:
    report, _ = call(host_that(answers_two_keys), [Press("1"), Then(Press("2"), 0.1), HangUp()])
    assert report.is_well, (report.violations, report.problems)
    assert [turn.prompted_by for turn in report.turns][-1] == "pressed 2"


def test_nothing_can_be_done_when_the_call_is_over() -> None:
    async def hangs_up(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.3, "bye")
        await socket.next("playedStream")

    report, _ = call(host_that(hangs_up), [Silence(0.1), Then(Press("1"), 60)])
    assert report.problems[-1].endswith("the call was over")


def test_silence_lasts_until_the_bot_has_spoken_again() -> None:
    report, _ = call(host_that(reprompts), [Silence(), Silence(), HangUp()])
    assert report.is_well, (report.violations, report.problems)
    assert [turn.prompted_by for turn in report.turns] == ["the call began", "stayed silent", "stayed silent"]
    assert [turn.latency_s for turn in report.turns[1:]] == [None, None]


def test_silence_may_last_for_a_time() -> None:
    report, _ = call(host_that(greets), [Silence(3.0), HangUp()])
    assert report.problems == ()
    assert 3.6 <= report.duration_s < 4.0


def test_a_bot_that_never_speaks_is_a_problem_after_a_while() -> None:
    async def says_nothing(socket: HostSocket) -> None:
        await socket.until_closed()

    report, _ = call(host_that(says_nothing), [Press("1")], EmulatorOptions(patience_s=3))
    assert report.problems == ("step not done (pressed 1): the bot said nothing for 3 s",)
    assert 3.0 <= report.duration_s < 3.2


def test_a_call_that_ends_before_the_script_does_is_a_problem() -> None:
    async def hangs_up(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.3, "bye")
        await socket.next("playedStream")

    report, _ = call(host_that(hangs_up), [Press("1"), Press("2")])
    assert report.problems == ("step not done (pressed 1): the call was over",)
    report, _ = call(host_that(hangs_up), [Silence(), HangUp()])
    assert report.problems == ("step not done (stayed silent): the call was over",)
    report, _ = call(host_that(hangs_up), [])
    assert report.is_well


def test_who_has_no_more_to_say_hears_the_bot_out_and_hangs_up() -> None:
    report, _ = call(host_that(answers_two_keys), [Press("1")])
    assert len(report.turns) == 2
    assert report.cause.source == "Caller"
    assert report.problems == ()


def test_expectations_are_checked_against_what_was_heard() -> None:
    steps: list[Step] = [Expect("welcome to acme"), Press("1"), Expect("your balance"), HangUp()]
    transcriber = FakeTranscriber("Welcome to Acme Bank.", "Which card?")
    report, _ = call(host_that(answers_two_keys), steps, transcriber=transcriber)
    assert report.problems == ("expected 'your balance', but the bot said 'Which card?'",)
    assert transcriber.heard_s == [0.3, 0.3]
    assert [turn.words for turn in report.turns] == ["Welcome to Acme Bank.", "Which card?"]


def test_what_was_said_before_does_not_answer_what_the_caller_did_since() -> None:
    options = EmulatorOptions(patience_s=2)
    report, _ = call(host_that(greets), [Press("1"), Expect("hello")], options, transcriber=FakeTranscriber("Hello."))
    assert report.problems == ("expected 'hello', but the bot said ''",)


def test_the_caller_stops_speaking_when_the_sound_ends() -> None:
    sound = np.concatenate([np.zeros(100, np.int16), np.full(300, -500, np.int16), np.full(400, 20, np.int16)])
    assert len(until_last_sound(sound)) == 400
    assert len(until_last_sound(np.zeros(100, np.int16))) == 100


def test_the_caller_can_wait_for_words() -> None:
    transcriber = FakeTranscriber("Welcome.", "One moment.", "Your balance is 12 dollars.")
    report, _ = call(host_that(reprompts), [WaitFor("your balance"), HangUp()], transcriber=transcriber)
    assert report.problems == ()
    assert len(report.turns) == 3


def test_waiting_for_words_that_never_come_is_a_problem() -> None:
    options = EmulatorOptions(patience_s=4)
    report, _ = call(host_that(reprompts), [WaitFor("the weather")], options, transcriber=FakeTranscriber())
    assert report.problems == ("step not done (waited for 'the weather'): the bot said other things",)


def test_the_last_words_can_be_expected_after_the_call() -> None:
    async def transfers(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.3, "connecting")
        await socket.next("playedStream")

    transcriber = FakeTranscriber("Connecting you to a person.")
    report, _ = call(host_that(transfers), [Expect("connecting you")], transcriber=transcriber)
    assert report.is_well, report.problems


def test_a_recognizer_that_fails_is_a_problem_and_the_call_goes_on() -> None:
    transcriber = FakeTranscriber(SpeechError("out of memory"))
    report, _ = call(host_that(greets), [HangUp()], transcriber=transcriber)
    assert report.problems == ("the bot's words could not be written down: out of memory",)
    assert report.turns[0].words is None


def test_the_conversation_is_shown_in_order_of_time_although_words_are_known_later() -> None:
    shown: list[Remark] = []
    transcriber = FakeTranscriber("Menu.", "One.", "Two.")
    report, _ = call(host_that(answers_two_keys), [Press("1"), Press("2")], transcriber=transcriber, shown=shown)
    assert [(remark.who, remark.text) for remark in shown] == [
        ("bot", "Menu."),
        ("caller", "(presses 1)"),
        ("bot", "One."),
        ("caller", "(presses 2)"),
        ("bot", "Two."),
        ("caller", "(hangs up)"),
    ]
    assert shown == sorted(shown, key=lambda remark: remark.at_s)
    assert tuple(shown) == report.conversation


def test_the_call_is_recorded_caller_left_bot_right(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    options = EmulatorOptions(wav=path, patience_s=1)
    report, _ = call(host_that(greets), [Say("hello")], options, voice=FakeVoice())
    assert report.wav == path
    mixed, rate = read_sound(path)
    assert rate == 8000
    assert len(mixed) / rate == pytest.approx(report.duration_s, abs=0.1)
    bot_s = np.flatnonzero(np.abs(mixed) > 200) / rate
    # both tones have 1000, and each is half of the mix
    assert bot_s[0] < 0.1
    assert 0.6 < bot_s[-1] < 1.1


def test_a_recording_that_cannot_be_written_is_refused_before_the_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        call(host_that(greets), [], EmulatorOptions(wav=tmp_path / "missing" / "call.wav"))


def test_a_script_without_what_it_needs_is_refused_before_the_call() -> None:
    with pytest.raises(UsageError, match="only be expected when it is transcribed"):
        call(host_that(greets), [Expect("hello")])
    with pytest.raises(UsageError, match="no voice"):
        call(host_that(greets), [Say("hello")])
    with pytest.raises(SpeechError):
        call(host_that(greets), [During(Say("hello"))], voice=FakeVoice(fails=True))


def test_a_caller_at_a_keyboard_acts_at_once() -> None:
    async def types() -> AsyncIterator[Action | Silence]:
        yield Press("1")
        yield Say("hello")
        yield Silence()
        yield HangUp()

    report, tiny = call(host_that(answers_two_keys), types(), voice=FakeVoice())
    assert [message["dtmf"]["digit"] for message in tiny.sockets[0].seen if message["event"] == "dtmf"] == ["1"]
    assert report.problems == ()
    assert report.cause.source == "Caller"


def test_a_caller_at_a_keyboard_is_let_go_when_the_host_hangs_up() -> None:
    async def hangs_up(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.3, "bye")
        await socket.next("playedStream")

    async def types() -> AsyncIterator[Action | Silence]:
        yield Press("1")
        await asyncio.Event().wait()

    report, _ = call(host_that(hangs_up), types())
    assert report.cause.code == 4010


def test_a_call_may_not_last_for_ever() -> None:
    report, _ = call(host_that(reprompts), [Silence(), Silence(), Silence(500)], EmulatorOptions(max_call_s=20))
    assert report.problems == ("the call was longer than 20 s",)


def test_two_streams_of_one_call_have_names_of_their_own() -> None:
    async def hands_over(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.3, "one")
        await socket.next("playedStream")

    report, tiny = talk_to(hands_over, greets, then=stream())
    first, second = tiny.sockets
    assert first.seen[0]["start"]["callId"] == second.seen[0]["start"]["callId"] == report.call_uuid
    assert first.stream_id != second.stream_id
    assert len(report.turns) == 2
