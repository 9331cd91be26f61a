"""Who calls whom, and the fields that every request about the call carries."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flowrunner.emulator.options import EmulatorOptions
from flowrunner.emulator.report import HangupCause

ACCOUNT = "MAEMULATOREMULATOR00"
_BILL_RATE = "0.0055"


@dataclass(frozen=True, slots=True)
class Identity:
    """One call, as its requests name it."""

    options: EmulatorOptions
    account: str = ACCOUNT
    more: dict[str, str] = field(default_factory=dict)
    """Fields of every request that come to be known later, such as ``Machine``."""
    call_uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def form(self, event: str, status: str, **more: str) -> dict[str, str]:
        """Return the fields of a request about the call, with those of its own."""
        return {**self._common(), "Event": event, "CallStatus": status, **more}

    def hangup_form(self, cause: HangupCause, duration_s: float, status: str = "completed") -> dict[str, str]:
        """Return the fields of the last request; another ``status`` than ``completed`` says that nobody answered."""
        seconds = round(duration_s)
        return self.form(
            "Hangup",
            status,
            HangupCause="NORMAL_CLEARING",
            HangupCauseName=cause.name,
            HangupCauseCode=str(cause.code),
            HangupSource=cause.source,
            Duration=str(seconds),
            BillDuration=str(-(-seconds // 60) * 60),
            TotalCost="0.00000",
            StartTime=timestamp(self.began),
            AnswerTime=timestamp(self.began),
            EndTime=timestamp(datetime.now(UTC)),
        )

    def stream_form(self, event: str, stream_id: str, service_url: str, more: dict[str, str]) -> dict[str, str]:
        """Return the fields of a stream's status, as they are seen in production."""
        return {
            "CallUUID": self.call_uuid,
            "Event": event,
            "From": self.options.from_number,
            "To": self.options.to_number,
            "ParentAuthID": self.account,
            "ServiceURL": service_url,
            "StreamID": stream_id,
            "Timestamp": timestamp(datetime.now(UTC)),
            **more,
        }

    def _common(self) -> dict[str, str]:
        fields = {
            "CallUUID": self.call_uuid,
            "ALegUUID": self.call_uuid,
            "From": self.options.from_number,
            "To": self.options.to_number,
            "Direction": self.options.direction,
            "CallerName": self.options.from_number,
            "ParentAuthID": self.account,
            "BillRate": _BILL_RATE,
            "SessionStart": self.began.strftime("%Y-%m-%d %H:%M:%S.%f"),
        }
        if self.options.direction == "outbound":
            fields |= {"RequestUUID": self.call_uuid, "ALegRequestUUID": self.call_uuid}
        if self.options.machine:
            fields["Machine"] = "true"
        return fields | self.more


_OTHER_WORDS = {"StartStream": "started", "StopStream": "stopped", "DroppedStream": "failed"}


def in_other_words(form: dict[str, str]) -> dict[str, str]:
    """Return a stream's status as the streaming guide has it; what the guide does not know keeps its name."""
    fields = {key: value for key, value in form.items() if key not in ("ServiceURL", "ParentAuthID", "Error")}
    reason = form.get("Error", "completed").replace(" ", "_")
    return fields | {
        "Event": _OTHER_WORDS.get(form["Event"], form["Event"]),
        "Timestamp": form["Timestamp"].replace(" ", "T") + "Z",
        "StatusReason": reason,
        "Direction": "inbound",
        "Duration": "1",
    }


def timestamp(moment: datetime) -> str:
    """Write a time as Plivo does: to the second, in UTC, without saying so."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")
