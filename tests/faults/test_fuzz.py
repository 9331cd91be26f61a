"""No sequence of bytes, forms or faults crashes a host or leaves a call behind."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowrunner.emulator import EmulatorOptions, Fault, FaultKind, HangUp, Press, Silence, Step, messages, xml
from flowrunner.errors import RestError, WireError
from flowrunner.plivo.rest import NewCall, PlivoRest
from flowrunner.server.app import Host
from fuzz.__main__ import SEEDS
from fuzz.targets import TARGETS
from tests.faults.calls import hold
from tests.faults.garbage import FORMS, FRAMES, TEXTS
from tests.plivo.rest.grumpy import answer, ask
from tests.server.raw_plivo import RawPlivo, host_of, plivo
from tests.server.served_flows import DESK
from tests.virtual_time import run

SETTLE_S = 0.0005
ORDER = NewCall(from_="15550100", to="15550199", answer_url="https://h/answer")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FEW = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@contextmanager
def nothing_crashes() -> Iterator[None]:
    """Fail when anything is logged as an error: a handler that raised, a task whose exception nobody saw."""
    errors: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: errors.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
    assert errors == []


async def is_well(host: Host, call: RawPlivo) -> None:
    """Check that the host answers, and keeps nothing of a call that is over."""
    assert (await call.hang_up())[0] == 200
    await call.hear_health(200)
    assert len(host.site.board.calls) == 0


@FEW
@given(st.lists(FRAMES, max_size=30), st.booleans())
def test_no_messages_crash_a_stream(frames: list[str | bytes], starts: bool) -> None:
    async def bombard() -> None:
        async with host_of(DESK) as host, plivo(host, "desk") as call:
            document = await call.answer()
            stream = await call.connect(document) if starts else await call.open(document)
            with suppress(ConnectionError):
                for frame in frames:
                    await (stream.ws.send_str(frame) if isinstance(frame, str) else stream.ws.send_bytes(frame))
            await stream.hang_up()
            await is_well(host, call)

    with nothing_crashes():
        run(bombard(), SETTLE_S)


@FEW
@given(st.lists(st.tuples(st.sampled_from(("answer", "continue", "status", "hangup")), FORMS), max_size=12))
def test_no_forms_crash_a_host(posts: list[tuple[str, dict[str, str]]]) -> None:
    async def bombard() -> None:
        async with host_of(DESK) as host, plivo(host, "desk") as call:
            document = await call.answer()
            redirect = document.findtext("Redirect") or ""
            for path, form in posts:
                url = redirect if path == "continue" else host.answer_url("desk").replace("/answer", f"/{path}")
                async with call.client.post(url, data=urlencode(form).encode(), headers=FORM) as response:
                    assert response.status in (200, 400)
            async with aiohttp.ClientSession() as again:
                for record in list(host.site.board.calls):
                    await RawPlivo(again, host, "desk", record.call_id).hang_up()
            await is_well(host, call)

    with nothing_crashes():
        run(bombard(), SETTLE_S)


@FEW
@given(st.binary(max_size=200), st.integers(100, 599), st.sampled_from(("application/json", "text/html", "x")))
def test_no_answer_over_rest_is_more_than_an_error(body: bytes, status: int, content_type: str) -> None:
    async def order(rest: PlivoRest) -> None:
        with suppress(RestError):
            await rest.calls.create(ORDER)
        with suppress(RestError):
            await rest.streams.all("c1")

    ask(order, *[answer(status, body, content_type)] * 12)


@FEW
@given(st.binary(max_size=300))
def test_no_bytes_instead_of_http_are_more_than_an_error(junk: bytes) -> None:
    async def order(rest: PlivoRest) -> None:
        with suppress(RestError):
            await rest.calls.create(ORDER)

    ask(order, *[junk + b"\r\n\r\n"] * 12)


STEPS: st.SearchStrategy[Step] = st.sampled_from((Press("3"), Press("1234"), Press("*#"), Silence(1), HangUp()))
FAULTS = st.builds(
    Fault,
    st.sampled_from(FaultKind),
    st.none() | st.just(0.3),
    st.none() | st.integers(1, 4),
)


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(st.lists(FAULTS, max_size=5), st.lists(STEPS, max_size=4))
def test_any_faults_together_bring_every_call_to_an_end(faults: list[Fault], steps: list[Step]) -> None:
    options = EmulatorOptions(max_call_s=300, patience_s=60)
    with nothing_crashes():
        held = hold(*faults, steps=steps, options=options)
    assert held.report.duration_s < 300


@given(TEXTS)
def test_the_emulator_reads_any_message_or_says_what_is_wrong(text: str) -> None:
    with suppress(WireError):
        messages.read(text, "s1", lambda kind, detail: None)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<Response>{text}</Response>".encode()))
def test_the_emulator_reads_any_document_or_says_what_is_wrong(body: bytes) -> None:
    with suppress(WireError):
        xml.parse(body)


@pytest.mark.parametrize("name", TARGETS)
@given(st.lists(FRAMES, max_size=4))
def test_the_targets_of_make_fuzz_hold(name: str, frames: list[str | bytes]) -> None:
    data = b"\n".join(frame.encode() if isinstance(frame, str) else frame for frame in frames)
    TARGETS[name](data)


@pytest.mark.parametrize(("name", "seed"), [(name, seed) for name, seeds in SEEDS.items() for seed in seeds])
def test_the_seeds_of_make_fuzz_are_for_targets_that_exist(name: str, seed: bytes) -> None:
    TARGETS[name](seed)
