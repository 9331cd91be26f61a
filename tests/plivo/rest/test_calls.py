"""Calls ordered over HTTP from the emulator's REST side, and what becomes of them."""

from __future__ import annotations

import pytest

from flowrunner.emulator import CallReport, DialOutcome, EmulatorOptions, Person, Press, Stumble
from flowrunner.errors import RestError
from flowrunner.plivo.rest import CallState, Credentials, NewMessage, NewPlaying, NewRecording, NewSpeaking, SendDigits
from flowrunner.plivo.rest import Transfer as Move
from tests.emulator.tiny_host import Asked, HostSocket, stream
from tests.plivo.rest.exchange import ACCOUNT, CALLEE, CALLER, Here, with_exchange

WAITS = {"/answer": '<Wait length="20"/>'}


async def listens(socket: HostSocket) -> None:
    await socket.next("start")
    await socket.prompt(0.5, "hello")
    await socket.next("dtmf")
    await socket.prompt(0.5, "bye")
    await socket.next("playedStream")


def test_a_call_is_placed_answered_and_held_with_the_one_who_was_called() -> None:
    async def work(here: Here) -> tuple[CallReport, list[Asked]]:
        report = await here.exchange.report(await here.call())
        return report, here.host.asked

    report, asked = with_exchange(work, {"/answer": stream()}, listens, person=Person((Press("1"),)))
    assert report.is_well, (report.violations, report.problems)
    assert [turn.prompted_by for turn in report.turns] == ["the call began", "pressed 1"]
    answered, over = asked
    wanted = {"Event": "StartApp", "Direction": "outbound", "CallStatus": "in-progress", "From": CALLER, "To": CALLEE}
    assert {name: answered.form[name] for name in wanted} == wanted
    assert answered.form["RequestUUID"] == answered.form["ALegRequestUUID"] == report.call_uuid
    assert (over.path, over.form["CallStatus"], over.form["HangupCauseCode"]) == ("/over", "completed", "4010")


def test_a_call_is_looked_up_while_it_rings_lives_and_is_over() -> None:
    async def work(here: Here) -> list[CallState]:
        call = await here.call(ring_url=f"{here.host.base}/ring")
        seen = [await here.live(call)]
        line = here.exchange.calls[call].line
        await line.within(30.0, lambda: bool(line.fetched))
        seen.append(await here.live(call))
        await here.exchange.report(call)
        with pytest.raises(RestError, match="knows nothing by that name"):
            await here.live(call)
        assert here.host.events() == ["/ring Ring", "/answer StartApp", "/over Hangup"]
        return [*seen, await here.rest.calls.get(call)]

    rings, lives, over = with_exchange(work, {"/answer": '<Wait length="3"/>'})
    assert [rings.call_status, lives.call_status, over.call_state] == ["ringing", "in-progress", "ANSWER"]
    assert {(each.from_, each.to) for each in (rings, lives, over)} == {(CALLER, CALLEE)}
    assert (over.call_duration, over.hangup_cause_name) == (3, "End Of XML Instructions")


@pytest.mark.parametrize(
    ("outcome", "more", "status", "state"),
    [
        (DialOutcome.BUSY, {}, "busy", "BUSY"),
        (DialOutcome.NO_ANSWER, {}, "no-answer", "NO_ANSWER"),
        (DialOutcome.FAILED, {}, "failed", "FAILED"),
        (DialOutcome.ANSWERED, {"ring_timeout": 1}, "no-answer", "NO_ANSWER"),
    ],
)
def test_a_call_that_nobody_takes_is_over(outcome: DialOutcome, more: dict[str, int], status: str, state: str) -> None:
    async def work(here: Here) -> tuple[Asked, CallState]:
        call = await here.call(**more)
        await here.exchange.report(call)
        assert here.host.events() == ["/over Hangup"]
        return here.host.asked[0], await here.rest.calls.get(call)

    asked, over = with_exchange(work, {}, person=Person(outcome=outcome))
    assert (asked.form["CallStatus"], over.call_state, over.call_duration) == (status, state, 0)


def test_a_call_is_hung_up_and_once_it_is_there_is_nothing_to_hang_up() -> None:
    async def work(here: Here) -> tuple[CallReport, bool]:
        call = await here.answered()
        assert await here.rest.calls.hang_up(call)
        report = await here.exchange.report(call)
        return report, await here.rest.calls.hang_up(call)

    report, again = with_exchange(work, WAITS)
    assert (report.cause.name, report.cause.source, again) == ("Normal Hangup", "API Request", False)


def test_a_call_that_rings_is_taken_back() -> None:
    async def work(here: Here) -> tuple[CallReport, list[str], bool]:
        call = await here.call()
        assert await here.rest.calls.cancel(call)
        report = await here.exchange.report(call)
        return report, [asked.form["CallStatus"] for asked in here.host.asked], await here.rest.calls.cancel(call)

    report, told, again = with_exchange(work, WAITS)
    assert (report.cause.name, told, again) == ("Cancelled", ["cancel"], False)


def test_a_transfer_cuts_what_the_carrier_does_and_new_xml_runs() -> None:
    async def work(here: Here) -> tuple[CallReport, list[str]]:
        call = await here.answered()
        await here.rest.calls.transfer(call, Move(aleg_url=f"{here.host.base}/next"))
        return await here.exchange.report(call), here.host.events()

    report, events = with_exchange(work, {**WAITS, "/next": '<Speak>Now here.</Speak><Wait length="1"/>'})
    assert events == ["/answer StartApp", "/next Redirect", "/over Hangup"]
    assert report.duration_s < 10
    assert [remark.text for remark in report.conversation][-1] == "speaks: Now here."


@pytest.mark.parametrize("cuts", [False, True])
def test_a_transfer_waits_for_the_stream_that_keeps_the_call_or_cuts_it(cuts: bool) -> None:
    async def talks(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.until_closed() if cuts else await socket.prompt(3.0, "last")
        if not cuts:
            await socket.next("playedStream")

    async def work(here: Here) -> tuple[float, list[str]]:
        call = await here.answered()
        await here.streaming(call)
        await here.rest.calls.transfer(call, Move(aleg_url=f"{here.host.base}/next"))
        report = await here.exchange.report(call)
        return report.fetched[1].at_s - report.fetched[0].at_s, here.host.events()

    after_s, events = with_exchange(
        work, {"/answer": stream(), "/next": "<Hangup/>"}, talks, options=EmulatorOptions(transfer_cuts_stream=cuts)
    )
    assert events == ["/answer StartApp", "/next Redirect", "/over Hangup"]
    assert (after_s < 1.0) is cuts


def test_sounds_begin_end_by_themselves_and_are_ended() -> None:
    async def work(here: Here) -> CallReport:
        call, calls = await here.answered(), here.rest.calls
        line = here.exchange.calls[call].line
        await calls.speak(call, NewSpeaking(text="Good day."))
        await line.stay(2.0)
        assert not await calls.stop(call, "Speak")
        await calls.play(call, NewPlaying(urls="https://h/a.mp3,https://h/b.mp3", length=10))
        assert await calls.stop(call, "Play")
        await calls.send_digits(call, SendDigits(digits="12#w"))
        await calls.hang_up(call)
        return await here.exchange.report(call)

    report = with_exchange(work, WAITS)
    assert [remark.text for remark in report.conversation if remark.who == "carrier"] == [
        "speaks: Good day.",
        "plays https://h/a.mp3,https://h/b.mp3",
        "stops playing",
        "presses 12#w",
    ]


@pytest.mark.parametrize("way", ["stopped", "in time", "with the call"])
def test_a_recording_is_reported_when_it_ends(way: str) -> None:
    async def work(here: Here) -> Asked:
        call, url = await here.answered(), f"{here.host.base}/recorded"
        line = here.exchange.calls[call].line
        limit = 3 if way == "in time" else 60
        recording = await here.rest.calls.record(call, NewRecording(time_limit=limit, callback_url=url))
        await line.stay(3.5)
        if way == "stopped":
            assert await here.rest.calls.stop(call, "Record")
        await here.rest.calls.hang_up(call)
        await here.exchange.report(call)
        told = next(asked for asked in here.host.asked if asked.path == "/recorded")
        assert told.form["RecordingID"] == recording.recording_id
        assert told.form["RecordUrl"] == recording.url
        return told

    seconds = int(with_exchange(work, WAITS).form["RecordingDurationMs"]) / 1000
    assert seconds == pytest.approx(3.0 if way == "in time" else 3.5, abs=0.1)


@pytest.mark.parametrize("is_machine", [False, True])
def test_the_answer_waits_for_the_detection_of_a_machine(is_machine: bool) -> None:
    async def work(here: Here) -> tuple[CallReport, list[Asked]]:
        call = await here.call(machine_detection="true", machine_detection_time=4000)
        return await here.exchange.report(call), here.host.asked

    report, asked = with_exchange(work, {"/answer": "<Hangup/>"}, person=Person(is_machine=is_machine))
    assert report.fetched[0].at_s == pytest.approx(6.0, abs=0.1)
    assert [each.form["Machine"] for each in asked] == ["true" if is_machine else "false"] * 2


def test_a_machine_is_left_at_once_when_the_order_says_so() -> None:
    async def work(here: Here) -> list[Asked]:
        await here.exchange.report(await here.call(machine_detection="hangup"))
        return here.host.asked

    (asked,) = with_exchange(work, WAITS, person=Person(is_machine=True))
    assert (asked.form["Event"], asked.form["Machine"]) == ("Hangup", "true")


def test_a_machine_is_detected_beside_the_call_when_there_is_an_address_for_it() -> None:
    async def work(here: Here) -> list[Asked]:
        url = f"{here.host.base}/machine"
        await here.exchange.report(await here.call(machine_detection="true", machine_detection_url=url))
        return here.host.asked

    answered, machine, over = with_exchange(work, WAITS, person=Person(is_machine=True))
    assert ("Machine" in answered.form, over.form["Event"]) == (False, "Hangup")
    assert {name: machine.form[name] for name in ("Event", "Machine", "IfMachine", "CallStatus")} == {
        "Event": "MachineDetection",
        "Machine": "true",
        "IfMachine": "continue",
        "CallStatus": "in-progress",
    }


def test_a_call_lasts_no_longer_than_ordered() -> None:
    async def work(here: Here) -> CallReport:
        return await here.exchange.report(await here.call(time_limit=5))

    report = with_exchange(work, WAITS)
    assert (report.cause.name, report.problems) == ("Scheduled Hangup", ())


def test_a_host_that_is_not_there_ends_the_call() -> None:
    async def work(here: Here) -> CallReport:
        return await here.exchange.report(await here.call(answer_url="http://127.0.0.1:1/answer"))

    report = with_exchange(work, {})
    assert report.cause.code == 7011
    assert "nothing answers at http://127.0.0.1:1/answer" in report.problems[0]


@pytest.mark.parametrize("stumble", [Stumble(500, carried_out=True), Stumble(None, carried_out=True)])
def test_a_call_whose_answer_is_lost_is_placed_once(stumble: Stumble) -> None:
    async def work(here: Here) -> int:
        here.exchange.stumbles.append(stumble)
        with pytest.raises(RestError) as caught:
            await here.call()
        assert caught.value.may_have_happened
        return len(here.exchange.calls)

    assert with_exchange(work, WAITS) == 1


def test_a_question_outlives_a_moment_of_weakness() -> None:
    async def work(here: Here) -> CallState:
        call = await here.answered()
        here.exchange.stumbles.extend([Stumble(503), Stumble(429, headers={"Retry-After": "1"})])
        return await here.live(call)

    assert with_exchange(work, WAITS).call_status == "in-progress"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"to": CALLER}, "from and to must differ"),
        ({"answer_url": "ftp://h/"}, "answer_url parameter is invalid"),
        ({"from_": " "}, "from parameter not present"),
        ({"time_limit": 0}, "time_limit parameter is invalid"),
        ({"machine_detection_time": 1}, "machine_detection_time parameter is invalid"),
    ],
)
def test_a_wrong_order_is_refused_in_plivos_words(more: dict[str, str], said: str) -> None:
    async def work(here: Here) -> RestError:
        with pytest.raises(RestError) as caught:
            await here.call(**more)
        return caught.value

    error = with_exchange(work, {})
    assert (error.kind, error.status, error.said) == ("refused", 400, said)
    assert error.api_id


@pytest.mark.parametrize("wrong", [Credentials(ACCOUNT.auth_id, "wrong"), Credentials("MAOTHER", ACCOUNT.auth_token)])
def test_wrong_credentials_are_said_to_be_wrong(wrong: Credentials) -> None:
    async def work(here: Here) -> RestError:
        with pytest.raises(RestError) as caught:
            await here.call()
        return caught.value

    error = with_exchange(work, {}, credentials=wrong)
    assert (error.kind, error.status) == ("credentials", 401)
    assert "plivo does not accept the auth_id and auth_token" in str(error)


def test_too_many_requests_are_too_many() -> None:
    async def work(here: Here) -> tuple[int, str]:
        for n in range(400):
            try:
                await here.rest.calls.cancel("nobody")
            except RestError as error:
                return n, error.kind
        return 400, ""

    assert with_exchange(work, {}) == (300, "overloaded")


def test_a_text_message_is_sent() -> None:
    async def work(here: Here) -> tuple[str, str, str, bool]:
        queued = await here.rest.messages.send(NewMessage(src=CALLER, dst=CALLEE, text="Your code is 7."))
        (sent,) = here.exchange.messages
        return sent.src, sent.dst, sent.text, queued.message_id == sent.message_uuid

    assert with_exchange(work, {}) == (CALLER, CALLEE, "Your code is 7.", True)
