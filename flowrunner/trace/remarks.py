"""What is remarked beside a conversation: why it went on as it did, what changed, what the world did. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from flowrunner.trace.item import Facts

if TYPE_CHECKING:
    from flowrunner.trace.item import TraceItem

CERTAIN = 0.995
"""From here on a confidence is not worth telling."""
LONGEST = 120
"""Letters of a value."""
_STEPS = {
    "key": "by key",
    "exact": "word for word",
    "close": "by a close phrase",
    "intent": "by its intent",
    "parsed": "read as an answer",
    "anything": "anything counts",
}
_CUTS = {"key": "by a key", "speech": "by the caller", "timer": "by the clock", "model": "by the agent"}
_ENDS = {
    "hung_up": "the bot has hung up",
    "caller_left": "the caller has hung up",
    "transferred": "the call was with a person to its end",
    "stream_lost": "the connection was lost for good",
    "vanished": "nothing more was heard of it",
    "ended elsewhere": "it ended at another host",
}


def remark(item: TraceItem) -> str:
    """Return what is to be said of an item, or nothing."""
    say = _REMARKS.get(item.kind)
    return say(item.facts) if say is not None and not item.facts.get("ignored") else ""


def how_it_ended(reason: str) -> str:
    """Return why a call is over, in words."""
    return _ENDS.get(reason, reason.replace("_", " "))


def _understood(facts: Facts) -> str:
    slot = f"{facts['slot']}: " if facts.get("slot") else ""
    sure = facts["confidence"]
    doubt = f", confidence {sure:.2f}" if isinstance(sure, float) and sure < CERTAIN else ""
    return f"= {slot}{facts['choice']} ({_STEPS.get(str(facts['how']), facts['how'])}{doubt})"


def _mistaken(facts: Facts) -> str:
    what = "nothing was said" if facts["mistake"] == "silence" else "not understood"
    return f"= {what}, mistake {facts['attempt']}"


def _stopped(facts: Facts) -> str:
    cut = _CUTS.get(str(facts["why"]))
    return f"the bot is cut short {cut}" if cut else ""


def _variables(facts: Facts) -> str:
    told = [f"{name} = {_value(value)}" for name, value in _object(facts.get("set")).items()]
    told += [f"{name} is kept secret" for name in _names(facts.get("secret"))]
    told += [f"{name} is empty again" for name in _names(facts.get("emptied"))]
    return ", ".join(told)


def _finished(facts: Facts) -> str:
    status = facts.get("status")
    shown = f" ({status})" if status and str(status) != facts["outcome"] else ""
    return f"= {facts['outcome']}{shown}"


def _model_used(facts: Facts) -> str:
    use = _object(facts["use"])
    arguments = _object(use.get("arguments"))
    if use.get("tool") == "leave":
        return f"the agent wants to leave: {arguments.get('exit')}"
    return f"the agent uses {use.get('tool')}"


def _recorded(facts: Facts) -> str:
    if not facts["speech"]:
        return "nothing was recorded"
    return f"recorded: {facts['text']}" if facts.get("text") else "recorded"


def _dialed(facts: Facts) -> str:
    place = f" ({facts['place']} of {facts['of']})" if facts["of"] != 1 else ""
    return f"{facts['number']} rings{place}"


def _connect(facts: Facts) -> str:
    numbers = ", ".join(_names(facts["numbers"]))
    brief = _object(facts.get("brief"))
    return f"connects to {numbers}" + (f", who is told: {brief['text']}" if brief else "")


def _ended(facts: Facts) -> str:
    rejoins = f", after {facts['rejoins']} lost connections" if facts.get("rejoins") else ""
    return f"over after {facts['seconds']} s{rejoins}: {how_it_ended(str(facts['reason']))}"


def _failed(what: str) -> Callable[[Facts], str]:
    return lambda facts: f"{what}: {facts['reason']}" if facts.get("reason") else what


_REMARKS: Mapping[str, Callable[[Facts], str]] = {
    "began": lambda facts: "a machine has answered: the flow begins again" if facts["machine"] else "",
    "rejoined": lambda _: "the connection was lost, and the call goes on",
    "took_up": lambda _: "another host has the call from now on",
    "understood": _understood,
    "mistaken": _mistaken,
    "stop_playing": _stopped,
    "variables": _variables,
    "send_request": lambda facts: f"asks {facts['method']} {facts['url']}",
    "request_finished": _finished,
    "text_sent": _finished,
    "transfer_ended": _finished,
    "transcription_ended": _finished,
    "left": lambda facts: f"= {facts['outcome']}",
    "send_text": lambda facts: f"sends a text to {facts['to']}: {facts['message']}",
    "start_recording": lambda _: "the caller is recorded",
    "recording_finished": _recorded,
    "recording_failed": _failed("nothing could be recorded"),
    "prompt_failed": _failed("this could not be said"),
    "hearing_failed": _failed("the caller could not be heard"),
    "model_failed": _failed("the language model failed"),
    "model_used": _model_used,
    "rescued": _failed("to the fallback"),
    "ignored": _failed("left out"),
    "remember": lambda facts: f"remembers {', '.join(_object(facts['values'])) or 'nothing'}",
    "connect_to": _connect,
    "transcribe": lambda _: "what is said is written down",
    "dialed": _dialed,
    "dial_ended": lambda facts: "" if facts["outcome"] == "ended" else f"nobody there: {facts['outcome']}",
    "machine": lambda _: "a machine has answered",
    "fault": lambda facts: f"a fault of flowrunner: {facts['error']}",
    "hang_up": lambda _: "the bot hangs up",
    "ended": _ended,
}


def _value(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _names(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else []
