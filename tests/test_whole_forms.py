"""A form filled in by voice, over the wire: a caller speaks in whole sentences, and corrects what was read back."""

from __future__ import annotations

from flowrunner.config import Settings
from flowrunner.emulator import CallReport, Emulator, EmulatorOptions, Press, Say, Step
from flowrunner.server.app import running_host
from flowrunner.speech.ports import Recognition
from tests.fakes import FakeRecognizer, FakeSpeech, FakeVad
from tests.server.raw_plivo import flow_of
from tests.test_whole_calls import Loud, Tones
from tests.virtual_time import run

FLOW = """
flow: clinic
timezone: Asia/Kolkata
start: booking
fallback: bye
states:
  booking:
    form:
      name: {ask: What name?, type: name}
      service:
        ask: A checkup or a cleaning?
        choices:
          checkup: {press: 1, hear: checkup}
          cleaning: {press: 2, hear: cleaning}
      day: {ask: Which day?, type: date}
    confirm: "{{ service }} for {{ name }} at {{ day }}?"
    go: {done: booked, cancel: bye}
  booked: {say: "Booked for {{ name }}.", go: hangup}
  bye: {say: Goodbye., go: hangup}
"""
SENTENCES = ("a cleaning for Asha on the 5th of June 2099", "no, a checkup", "the name", "Usha")


def test_a_form_is_filled_in_and_corrected_by_voice() -> None:
    prompts, ears = Tones(), FakeRecognizer(*(Recognition(words, None, 1.0) for words in SENTENCES))

    async def hold() -> CallReport:
        flow, speech = flow_of(FLOW), FakeSpeech(prompts, ears, FakeVad())
        async with running_host(Settings(port=0), {"clinic": flow}, speech) as host:
            options = EmulatorOptions(max_call_s=120)
            steps: list[Step] = [*map(Say, SENTENCES), Press("1")]
            return await Emulator(options, voice=Loud()).call(host.answer_url("clinic"), steps)

    report = run(hold(), 0.001)

    assert (report.problems, report.violations) == ((), ())
    assert [text for text in dict.fromkeys(prompts.said) if "for" in text] == [
        "cleaning for Asha at 2099-06-05?",
        "checkup for Asha at 2099-06-05?",
        "checkup for Usha at 2099-06-05?",
        "Booked for Usha.",
    ]
