"""Puts the demo together: the bank's web service, the host on a free port, and a caller who knows what to expect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from flowrunner.config import PlivoAccount, Settings
from flowrunner.demo.bank import running_bank
from flowrunner.demo.conversation import CARD, PERSON, steps
from flowrunner.emulator import CallReport, Emulator, EmulatorOptions, Remark
from flowrunner.server.app import running_host

if TYPE_CHECKING:
    from flowrunner.emulator import Transcriber
    from flowrunner.flow.model import Flow
    from flowrunner.speech.ports import Voice
    from flowrunner.speech.registry import Speech

API = "api.acme.example"
"""Whom the flow asks; the bank's service of the demo stands in."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the caller needs: a mouth, ears that write down, and somebody who shows each line."""

    voice: Voice
    transcriber: Transcriber
    show: Callable[[Remark], None]
    wav: Path
    recordings: Path
    """Where voicemail goes."""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """How it went; ``differences`` are what went otherwise than scripted and the caller could not know."""

    report: CallReport
    differences: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Whether every turn went as scripted."""
        return self.report.is_well and not self.differences


async def hold(flows: Mapping[str, Flow], speech: Speech, stage: Stage) -> DemoResult:
    """Hold the conversation between the emulator's caller and the bank line."""
    desk_is_open = flows["bank"].hours["desk"].is_open(datetime.now(UTC))
    async with running_bank() as bank:
        account = PlivoAccount(auth_token=token_hex(), stream_signatures="require")
        settings = Settings(
            port=0,
            stand_in={API: bank.url},
            secrets={"ACME_TOKEN": "demo"},
            plivo=account,
            recordings=stage.recordings,
        )
        async with running_host(settings, flows, speech) as host:
            options = EmulatorOptions(wav=stage.wav, auth_token=account.auth_token)
            emulator = Emulator(options, voice=stage.voice, transcriber=stage.transcriber, show=stage.show)
            report = await emulator.call(host.answer_url("bank"), steps(desk_is_open=desk_is_open))
        return DemoResult(report, tuple(_differences(report, bank.blocked, [PERSON] * desk_is_open)))


def _differences(report: CallReport, blocked: list[str], people: list[str]) -> list[str]:
    differences: list[str] = []
    if blocked != [CARD]:
        differences.append(f"the bank should have been asked to block card {CARD} once, and was asked: {blocked}")
    rung = [number for dialled in report.dialled for number in dialled.numbers]
    if rung != people:
        differences.append(f"the caller should have been connected to {people}, and was connected to: {rung}")
    return differences
