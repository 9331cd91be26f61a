"""Calls that we place: the client orders them from the emulator, which calls a person and asks the real host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import pytest
from msgspec import UNSET

from flowrunner.config import PlivoAccount, Settings
from flowrunner.emulator import (
    Account,
    CallReport,
    DialOutcome,
    Exchange,
    HangUp,
    Person,
    Press,
    Stumble,
    taking_orders,
)
from flowrunner.plivo.rest import CallState, Credentials, Detection, NewCall, PlivoRest, follow, open_rest
from flowrunner.server.app import Host
from flowrunner.server.urls import FlowUrls
from tests.fakes import FakeSpeech
from tests.server.raw_plivo import flow_of, host_of
from tests.test_whole_calls import Tones
from tests.virtual_time import run

T = TypeVar("T")
SETTLE_S = 0.002
CALLEE = "15550199"
ACCOUNT = Account("MAEMULATOREMULATOR00", "t0ken")
REMINDER = flow_of("""
flow: reminder
start: {inbound: reception, outbound: greeting, machine: message}
fallback: bye
states:
  reception: {say: You have called us., go: bye}
  greeting:
    ask: Hello. Will you come tomorrow? Press one if you will, two if you will not.
    choices: {coming: {press: 1, go: bye}, staying: {press: 2, go: bye}}
  message: {say: This is a message about tomorrow., go: hangup}
  bye: {say: Goodbye., go: hangup}
""")
ALIKE = flow_of("""
flow: alike
start: hello
fallback: hello
states:
  hello: {say: This is for people and machines alike and it takes a while., go: hangup}
""")
CONFIRMING = flow_of("""
flow: confirming
start: confirm
fallback: sorry
states:
  confirm:
    say: I am sending you a confirmation.
    sms: {to: "{{ call.to }}", message: See you tomorrow.}
    go: {ok: hangup, failed: sorry}
  sorry: {say: That did not work., go: hangup}
""")
FLOWS = (REMINDER, ALIKE, CONFIRMING)


@dataclass
class Here:
    """Everything of a test."""

    rest: PlivoRest
    exchange: Exchange
    host: Host

    def order(self, flow: str, detection: Detection | None = None, *, beside: bool = False) -> NewCall:
        """Return the order of a call of a flow."""
        urls = FlowUrls(self.host.url, flow)
        return NewCall(
            from_="15550100",
            to=CALLEE,
            answer_url=urls.answer,
            hangup_url=urls.hangup,
            machine_detection=detection or UNSET,
            machine_detection_url=urls.machine if beside else UNSET,
        )

    async def held(self, call: NewCall) -> CallReport:
        """Place a call and hold it to its end."""
        fired = await self.rest.calls.create(call)
        return await self.exchange.report(fired.request_id)


def outbound(work: Callable[[Here], Awaitable[T]], person: Person | None = None) -> tuple[T, list[str]]:
    """Do something with all of it, signed; return what came of it, and what the flow said."""
    prompts = Tones()

    async def hold() -> T:
        exchange = Exchange({CALLEE: person or Person()}, ACCOUNT)
        async with (
            taking_orders(exchange) as url,
            host_of(*FLOWS, settings=_settings(url), speech=FakeSpeech(prompts)) as host,
            open_rest(Credentials(ACCOUNT.auth_id, ACCOUNT.auth_token), url) as rest,
        ):
            report = await work(Here(rest, exchange, host))
            assert len(host.site.board.calls) == 0
            return report

    return run(hold(), SETTLE_S), prompts.said


def _settings(api_url: str) -> Settings:
    known = PlivoAccount(
        ACCOUNT.auth_id, ACCOUNT.auth_token, api_url, number="+15550100000", stream_signatures="require"
    )
    return Settings(port=0, plivo=known)


@pytest.mark.parametrize(("stumbles", "said"), [((), 1), ((Stumble(500),), 2)])
def test_the_one_who_is_called_gets_a_text_message(stumbles: tuple[Stumble, ...], said: int) -> None:
    async def work(here: Here) -> list[tuple[str, str, str]]:
        fired = await here.rest.calls.create(here.order("confirming"))
        here.exchange.stumbles.extend(stumbles)
        await here.exchange.report(fired.request_id)
        return [(each.src, each.dst, each.text) for each in here.exchange.messages]

    messages, words = outbound(work)

    assert messages == ([("+15550100000", "+15550199", "See you tomorrow.")] if not stumbles else [])
    assert len(words) == said


def test_a_person_is_called_and_greeted_and_answers() -> None:
    report, said = outbound(lambda here: here.held(here.order("reminder")), Person((Press("1"),)))

    assert (report.problems, report.violations) == ((), ())
    assert (said[0][:6], said[-1]) == ("Hello.", "Goodbye.")


@pytest.mark.parametrize(
    ("is_machine", "first"), [(False, "Hello. Will you come"), (True, "This is a message about tomorrow.")]
)
def test_the_flow_begins_where_it_begins_with_a_machine_when_the_answer_waited(is_machine: bool, first: str) -> None:
    person = Person(() if is_machine else (Press("1"),), is_machine=is_machine)
    report, said = outbound(lambda here: here.held(here.order("reminder", "true")), person)

    assert report.violations == ()
    assert said[0].startswith(first)


def test_the_flow_begins_again_when_a_machine_is_detected_beside_the_call() -> None:
    order = "reminder"
    report, said = outbound(lambda here: here.held(here.order(order, "true", beside=True)), Person(is_machine=True))

    assert report.violations == ()
    assert [text.split()[0] for text in said] == ["Hello.", "This"]
    assert [fetched.event for fetched in report.fetched] == ["StartApp", "Redirect", "Redirect"]


def test_a_person_is_not_interrupted_by_the_news_that_no_machine_was_detected() -> None:
    report, said = outbound(lambda here: here.held(here.order("reminder", "true", beside=True)), Person((Press("2"),)))

    assert (report.problems, report.violations) == ((), ())
    assert said[-1] == "Goodbye."
    assert [fetched.event for fetched in report.fetched] == ["StartApp", "Redirect"]


def test_a_flow_that_treats_machines_like_people_goes_on() -> None:
    report, said = outbound(lambda here: here.held(here.order("alike", "true", beside=True)), Person(is_machine=True))

    assert report.violations == ()
    assert len(said) == 1


def test_a_machine_is_left_before_the_flow_says_a_word() -> None:
    report, said = outbound(lambda here: here.held(here.order("reminder", "hangup")), Person(is_machine=True))

    assert (report.fetched, said) == ((), [])


def test_a_call_goes_on_where_it_was_when_its_stream_is_stopped_from_outside() -> None:
    async def work(here: Here) -> CallReport:
        fired = await here.rest.calls.create(here.order("reminder"))
        line = here.exchange.calls[fired.request_id].line
        assert await line.within(30, lambda: line.rate is not None)
        await line.stay(2.0)
        assert await here.rest.streams.stop_all(fired.request_id)
        return await here.exchange.report(fired.request_id)

    report, said = outbound(work, Person((Press("1"),)))

    assert (report.problems, report.violations) == ((), ())
    assert said.count(said[0]) == 2
    assert said[-1] == "Goodbye."


def states_of(person: Person, *, call: str | None = None) -> list[CallState]:
    async def work(here: Here) -> list[CallState]:
        fired = await here.rest.calls.create(here.order("alike"))
        return [state async for state in follow(here.rest.calls, call or fired.request_id)]

    async def ended(here: Here) -> list[CallState]:
        states = await work(here)
        await here.exchange.all_reports()
        return states

    return outbound(ended, person)[0]


def test_a_call_is_followed_to_its_end() -> None:
    states = states_of(Person((HangUp(),)))

    assert [state.call_status for state in states] == ["ringing", "in-progress", ""]
    assert states[-1].was_answered
    assert states[-1].hangup_cause_name == "Normal Hangup"


def test_a_call_that_nobody_takes_is_followed_too() -> None:
    states = states_of(Person(outcome=DialOutcome.BUSY))

    assert [state.call_state for state in states] == ["", "BUSY"]
    assert not states[-1].was_answered


def test_a_call_that_plivo_does_not_know_is_not_followed_for_ever() -> None:
    assert states_of(Person((HangUp(),)), call="nobody") == []
