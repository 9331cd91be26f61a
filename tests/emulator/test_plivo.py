import pytest
from aiohttp import web

from flowrunner.emulator import CallReport, DialOutcome, Emulator, EmulatorOptions, HangUp, Silence
from flowrunner.emulator.signature import sign, signed_text
from flowrunner.errors import UsageError
from tests import virtual_time
from tests.emulator.conversations import call
from tests.emulator.tiny_host import Asked, HostSocket, Reply, TinyHost, listening, stream, xml


def answer(*elements: str, options: EmulatorOptions | None = None, **paths: str | Reply) -> tuple[CallReport, TinyHost]:
    """Hold a call with a host that answers with these elements, and on other paths with others."""
    documents: dict[str, str | Reply] = {"/answer": f"<Response>{''.join(elements)}</Response>"}
    for path, document in paths.items():
        documents[f"/{path}"] = f"<Response>{document}</Response>" if isinstance(document, str) else document
    return call(TinyHost(documents), [], options)


def replies(document: str = "<Response/>", *, status: int = 200, content_type: str = "application/xml") -> Reply:
    return lambda asked: web.Response(text=document, status=status, content_type=content_type)


def kinds(report: CallReport) -> list[str]:
    return [violation.kind for violation in report.violations]


def test_the_answer_address_is_told_everything_about_the_call() -> None:
    report, tiny = answer("<Hangup/>")
    first = tiny.asked[0]
    assert first.method == "POST"
    assert first.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    assert first.form["CallUUID"] == report.call_uuid
    assert {key: first.form[key] for key in ("From", "To", "Direction", "CallStatus", "Event")} == {
        "From": "15550100",
        "To": "15550199",
        "Direction": "inbound",
        "CallStatus": "ringing",
        "Event": "StartApp",
    }


def test_a_get_carries_the_same_in_its_query() -> None:
    _, tiny = answer("<Wait/>", options=EmulatorOptions(method="GET", direction="outbound"))
    assert [asked.method for asked in tiny.asked] == ["GET", "GET"]
    assert tiny.asked[0].form["RequestUUID"] == tiny.asked[0].form["CallUUID"]
    assert tiny.asked[1].form["Event"] == "Hangup"


def test_the_end_is_reported_to_the_answer_address_when_there_is_no_other() -> None:
    _, tiny = answer("<Wait/>")
    assert tiny.events() == ["/answer StartApp", "/answer Hangup"]
    last = tiny.asked[-1].form
    assert (last["CallStatus"], last["HangupCauseCode"], last["Duration"]) == ("completed", "4010", "1")


def test_the_end_is_reported_to_the_hangup_address() -> None:
    async def hold() -> list[str]:
        async with listening(TinyHost({"/answer": "<Response/>"})) as host:
            options = EmulatorOptions(method="GET", hangup_url=f"{host.base}/over")
            await Emulator(options).call(f"{host.base}/answer", [])
            return [f"{asked.method} {asked.path}" for asked in host.asked]

    assert virtual_time.run(hold(), 0.001) == ["GET /answer", "POST /over"]


def test_a_stream_in_the_answer_to_the_end_is_a_violation() -> None:
    report, _ = answer(answer=replies(f"<Response><Wait/></Response><!-- {stream()} -->"))
    assert kinds(report) == ["stream for a dead call"]


def test_elements_take_their_time_in_turn() -> None:
    report, _ = answer(
        '<PreAnswer><Wait length="2"/></PreAnswer>', '<Wait length="3"/>', "<Record/>", "<Play>https://h/a.wav</Play>"
    )
    assert report.duration_s == pytest.approx(7.0, abs=0.1)
    assert [remark.text for remark in report.conversation] == [
        "passes over <Record>, which this emulator does not carry out",
        "plays https://h/a.wav",
    ]


def test_the_carrier_speaks() -> None:
    report, _ = answer("<Speak>All our lines are busy.</Speak>")
    assert [(remark.who, remark.text) for remark in report.conversation] == [
        ("carrier", "speaks: All our lines are busy.")
    ]
    assert report.duration_s > 1


def test_a_redirect_replaces_the_rest() -> None:
    report, tiny = answer('<Redirect method="GET">BASE/next?a=1</Redirect>', "<Wait/>", next="<Hangup/>")
    assert tiny.events() == ["/answer StartApp", "/next Redirect", "/answer Hangup"]
    assert tiny.asked[1].form["a"] == "1"
    assert tiny.asked[1].form["CallStatus"] == "in-progress"
    assert report.cause.code == 4000
    assert [fetched.document for fetched in report.fetched] == ["Redirect, Wait", "Hangup"]


def test_documents_that_redirect_in_a_circle_end_the_call() -> None:
    report, tiny = answer("<Redirect>BASE/loop</Redirect>", loop="<Redirect>BASE/loop</Redirect>")
    assert kinds(report) == ["loop of documents"]
    assert len(tiny.asked) == 72


@pytest.mark.parametrize(
    ("outcome", "status", "ring"),
    [
        (DialOutcome.ANSWERED, "completed", "true"),
        (DialOutcome.BUSY, "busy", "true"),
        (DialOutcome.NO_ANSWER, "no-answer", "true"),
        (DialOutcome.FAILED, "failed", "false"),
    ],
)
def test_a_dial_ends_as_it_was_told_to_and_its_action_decides(outcome: DialOutcome, status: str, ring: str) -> None:
    report, tiny = answer(
        '<Dial action="BASE/dialled"><Number>15550123</Number></Dial>',
        "<Wait/>",
        dialled="<Hangup/>",
        options=EmulatorOptions(dial=(outcome,)),
    )
    assert tiny.events() == ["/answer StartApp", "/dialled Dial", "/answer Hangup"]
    assert tiny.asked[1].form["DialStatus"] == status
    assert tiny.asked[1].form["DialRingStatus"] == ring
    assert [(dialled.numbers, dialled.outcome) for dialled in report.dialled] == [(("15550123",), outcome)]
    assert report.cause.code == 4000


def test_the_action_of_a_dial_that_does_not_redirect_is_told_and_its_answer_ignored() -> None:
    report, tiny = answer(
        '<Dial action="BASE/dialled" redirect="false"><Number>15550123</Number><Number>15550124</Number></Dial>',
        "<Redirect>BASE/next</Redirect>",
        dialled=replies("nonsense", content_type="text/plain"),
    )
    assert sorted(tiny.events()) == ["/answer Hangup", "/answer StartApp", "/dialled Dial", "/next Redirect"]
    assert report.dialled[0].numbers == ("15550123", "15550124")
    assert report.is_well


def test_dials_in_a_row_end_each_in_its_own_way() -> None:
    dial = "<Dial><Number>15550123</Number></Dial>"
    options = EmulatorOptions(dial=(DialOutcome.BUSY, DialOutcome.ANSWERED), ring_s=1, talk_s=5)
    report, _ = answer(dial, dial, dial, options=options)
    assert [dialled.outcome.word for dialled in report.dialled] == ["busy", "answered", "answered"]
    assert report.duration_s == pytest.approx(13, abs=0.1)


def test_a_call_can_be_refused() -> None:
    assert answer('<Hangup reason="busy"/>')[0].cause.code == 3010
    assert answer("<Hangup/>")[0].cause.code == 3020
    assert answer("<Wait/><Hangup/>")[0].cause.code == 4000


def test_a_scheduled_hangup_lets_the_call_go_on_for_a_while() -> None:
    async def listens(socket: HostSocket) -> None:
        await socket.until_closed()

    document = f'<Response><Hangup schedule="3"/>{stream()}<Wait length="9"/></Response>'
    report, tiny = call(TinyHost({"/answer": document}, [listens]), [Silence()])
    assert 3.0 <= report.duration_s < 3.2
    assert report.cause.source == "Answer XML"
    assert tiny.sockets[0].seen[-1]["event"] == "stop"


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (replies(status=500), 7011),
        (replies(status=401), 7011),
        (replies(status=302), 7011),
        (replies(content_type="text/html"), 8011),
        (replies("", content_type="text/xml"), 8011),
        (replies("<Response><Sing/></Response>"), 8011),
        (replies("<Response>" + " " * 200_000 + "</Response>"), 8011),
    ],
)
def test_an_answer_that_is_no_document_ends_the_call(reply: Reply, code: int) -> None:
    report, tiny = answer(
        answer=lambda asked: reply(asked) if asked.form["Event"] == "StartApp" else xml("<Response/>")
    )
    assert report.cause.code == code
    assert kinds(report) == ["no document for StartApp"]
    assert tiny.events() == ["/answer StartApp", "/answer Hangup"]


def test_a_redirect_to_nowhere_ends_the_call() -> None:
    assert answer("<Redirect>BASE/next</Redirect>", next=replies(status=404))[0].cause.code == 7014
    assert answer("<Redirect>BASE/next</Redirect>", next=replies("<x/>"))[0].cause.code == 8014
    dial = '<Dial action="BASE/next"><Number>15550123</Number></Dial>'
    assert answer(dial, next=replies(status=404))[0].cause.code == 7012
    assert answer("<Redirect>http://127.0.0.1:1/</Redirect>")[0].cause.code == 7014


def test_an_address_says_in_its_fragment_what_to_try_again() -> None:
    failing = [500, 500]

    def sometimes(asked: Asked) -> web.Response:
        return web.Response(status=failing.pop()) if failing else xml("<Response/>")

    report, tiny = answer("<Redirect>BASE/next#rc=3&amp;rp=ct,5xx</Redirect>", next=sometimes)
    assert tiny.events() == ["/answer StartApp", *["/next Redirect"] * 3, "/answer Hangup"]
    assert tiny.asked[1].url.endswith("/next")
    assert report.is_well


def test_a_callback_that_is_refused_is_a_violation() -> None:
    def refuses_hangup(asked: Asked) -> web.Response:
        return web.Response(status=500) if asked.form["Event"] == "Hangup" else xml("<Response/>")

    report, _ = answer(answer=refuses_hangup)
    assert kinds(report) == ["callback refused"]


def test_the_fallback_address_is_asked_when_the_answer_address_fails() -> None:
    async def hold() -> tuple[CallReport, list[str]]:
        async with listening(TinyHost({"/answer": replies(status=503), "/spare": "<Response/>"})) as host:
            report = await Emulator(EmulatorOptions(fallback_url=f"{host.base}/spare")).call(f"{host.base}/answer", [])
            return report, host.events()

    report, events = virtual_time.run(hold(), 0.001)
    assert events[:2] == ["/answer StartApp", "/spare StartApp"]
    assert report.cause.code == 4010


def test_every_request_is_signed_when_there_is_a_token() -> None:
    async def listens(socket: HostSocket) -> None:
        await socket.next("start")
        await socket.prompt(0.2, "greeting")
        await socket.until_closed()

    host = TinyHost({"/answer": f"<Response>{stream()}</Response>"}, [listens])
    call(host, [HangUp()], EmulatorOptions(auth_token="secret"))
    for asked in host.asked:
        nonce = asked.headers["X-Plivo-Signature-V3-Nonce"]
        text = signed_text("POST", asked.url, asked.form, nonce)
        assert asked.headers["X-Plivo-Signature-V3"] == sign("secret", text)


def test_nothing_listening_is_one_clear_line() -> None:
    with pytest.raises(UsageError, match=r"nothing answers at http://127.0.0.1:1/answer: connection refused"):
        virtual_time.run(Emulator().call("http://127.0.0.1:1/answer", []), 0.001)


@pytest.mark.parametrize("url", ["", "bank", "ftp://h/answer", "http://", "http://h:99999/", "ws://h/answer"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="is not an address"):
        virtual_time.run(Emulator().call(url, []), 0.001)


def test_who_picks_up_is_told_something_before_being_connected() -> None:
    report, tiny = answer(
        '<Dial action="BASE/dialled" confirmSound="BASE/brief"><Number>15550123</Number></Dial>',
        brief="<Speak>Caller from one.</Speak><Wait/><Speak>In a hurry.</Speak>",
        dialled="<Hangup/>",
    )
    assert tiny.events() == ["/answer StartApp", "/brief Dial", "/dialled Dial", "/answer Hangup"]
    assert [dialled.brief for dialled in report.dialled] == ["Caller from one. In a hurry."]
    assert report.is_well


def test_a_brief_that_cannot_be_had_is_the_fault_of_the_host_and_the_two_talk() -> None:
    report, tiny = answer(
        '<Dial action="BASE/dialled" confirmSound="BASE/brief"><Number>15550123</Number></Dial>',
        brief=replies(status=500),
        dialled="<Hangup/>",
    )
    assert kinds(report) == ["no document for confirmSound"]
    assert "/dialled Dial" in tiny.events()
