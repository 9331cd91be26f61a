"""Whole calls in which a language model talks: caller, host and provider meet on the wire, on a clock that jumps."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from flowrunner.audio.codec import Codec
from flowrunner.config import Settings
from flowrunner.emulator import CallReport, During, Emulator, EmulatorOptions, Say, Step
from flowrunner.models.settings import ModelSettings
from flowrunner.plivo.formats import content_type
from flowrunner.server.app import Host, running_host
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeRecognizer, FakeSpeech, FakeVad
from tests.models.provider import Provider, Serve, calls, chunk, hangs, says, serving, streams
from tests.server.raw_plivo import flow_of
from tests.test_whole_calls import SETTLE_S, Loud, Tones
from tests.virtual_time import run

SHOP = """
flow: shop
start: hello
fallback: sorry
states:
  hello:
    ask: How can I help?
    choices:
      questions: {hear: anything}
  questions:
    agent: You help the callers of a shop.
    opening: "{{ heard }}"
    leave_when: {solved: The caller has no more questions.}
    go: {solved: bye}
  bye: {say: Goodbye then., go: hangup}
  sorry: {say: Sorry about that., go: hangup}
"""
LEAVES = calls(
    {"index": 0, "id": "t1", "type": "function", "function": {"name": "leave", "arguments": '{"exit": "sol'}},
    {"index": 0, "function": {"arguments": 'ved", "summary": "An order."}'}},
)


@asynccontextmanager
async def shop(prompts: Tones, provider: Provider, *heard: str) -> AsyncGenerator[Host, None]:
    flow = flow_of(SHOP + f"stream: {{content_type: {content_type(Codec.MULAW_8K)}}}\n")
    ears = FakeRecognizer(*(Recognition(words, None, 1.0) for words in heard))
    settings = Settings(port=0, model=ModelSettings(provider.url, "parrot-1", "key"))
    async with running_host(settings, {"shop": flow}, FakeSpeech(prompts, ears, FakeVad())) as host:
        yield host


def call(heard: Sequence[str], serves: Sequence[Serve], *steps: Step) -> tuple[CallReport, Tones, Provider]:
    """Hold a call: what is recognised, how the provider answers, what the caller does."""

    async def hold() -> tuple[CallReport, Tones, Provider]:
        prompts = Tones()
        async with serving(*serves) as (_, provider), shop(prompts, provider, *heard) as host:
            report = await Emulator(EmulatorOptions(max_call_s=120), voice=Loud()).call(host.answer_url("shop"), steps)
            return report, prompts, provider

    return run(hold(), SETTLE_S)


def lines(provider: Provider, number: int) -> list[tuple[object, object]]:
    """Return who said what, as the provider was told it with one request."""
    messages = provider.posted[number]["messages"]
    assert isinstance(messages, list)
    return [(each["role"], each.get("content")) for each in messages[1:]]


def test_a_caller_asks_cuts_in_and_is_seen_off() -> None:
    answer = says("It left on Mon", "day. It will be ", "with you tomorrow with the evening post. ")
    report, prompts, provider = call(
        ["where is my order", "thanks that is all"],
        [streams(answer), streams(chunk({"content": "You are welcome."}), LEAVES)],
        Say("where is my order"),
        During(Say("thanks that is all"), 3.0),
    )

    assert (report.problems, report.violations) == ((), ())
    assert prompts.said == [
        "How can I help?",
        "It left on Monday.",
        "It will be with you tomorrow with the evening post.",
        "You are welcome.",
        "Goodbye then.",
    ]
    # by the clock on the wall no time has passed, so nothing can have been heard of the sentence that was cut
    assert lines(provider, 1) == [
        ("user", "where is my order"),
        ("assistant", "It left on Monday."),
        ("user", "thanks that is all"),
    ]


def test_a_provider_that_says_nothing_leaves_the_caller_with_the_fallback() -> None:
    report, prompts, _ = call(["where is my order"], [hangs], Say("where is my order"))

    assert report.problems == ()
    assert prompts.said == ["How can I help?", "Sorry about that."]


def test_a_caller_who_hangs_up_while_the_model_talks_leaves_nothing_behind() -> None:
    report, prompts, provider = call(
        ["where is my order"],
        [streams(chunk({"content": "It left on Monday. "}), then="hang")],
        Say("where is my order"),
    )

    assert report.violations == ()
    assert provider.hung_up.is_set()
    assert prompts.said[1:] == ["It left on Monday."]
