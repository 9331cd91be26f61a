"""What is sent to ``/chat/completions``, and what its pieces mean. Pure.

Source: the reference of OpenAI's API, "Chat Completions". Others who offer the same API are careless about it: an index
or an id is missing, one index is used for several calls, arguments are an object, the end is not marked twice. What can
be understood is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from flowrunner.engine.dialogue import ToolUse
from flowrunner.errors import LanguageModelError, ModelTrouble
from flowrunner.models.ports import Piece, Words
from flowrunner.models.thinking import SpokenPart

LARGEST_REPLY = 64 * 1024
"""Characters of all words and arguments of one reply."""
MOST_CALLS = 32
"""Tool calls of one reply."""
DONE = "[DONE]"


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | dict[str, object] | None = None


class _ToolDelta(msgspec.Struct):
    index: int | None = None
    id: str | None = None
    function: _Function | None = None


class _Delta(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None
    """What the model says instead of content."""
    tool_calls: list[_ToolDelta] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Chunk(msgspec.Struct):
    choices: list[_Choice] | None = None
    error: object = None


_CHUNK = msgspec.json.Decoder(_Chunk)
_ARGUMENTS = msgspec.json.Decoder(dict[str, object])


@dataclass(slots=True)
class _Call:
    """A tool call on its way."""

    id: str
    index: int | None
    name: str = ""
    text: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict)

    def goes_on(self, delta: _ToolDelta) -> bool:
        """Say whether a piece of the same index belongs to this call, and does not begin another."""
        if delta.id:
            return delta.id == self.id
        function = delta.function
        return not (function and function.name and function.arguments and (self.arguments or _is_whole(self.text)))

    def add(self, function: _Function) -> int:
        """Take a piece; return its length."""
        self.name = self.name or function.name or ""
        if isinstance(function.arguments, dict):
            self.arguments = function.arguments
            return len(msgspec.json.encode(function.arguments))
        self.text += function.arguments or ""
        return len(function.arguments or "")

    def tool_use(self) -> ToolUse:
        """Return the call; raises LanguageModelError."""
        if not self.name:
            raise LanguageModelError("malformed", "a tool call without a name")
        return ToolUse(self.id, self.name, _arguments(self.text) if self.text.strip() else self.arguments)


class Completion:
    """One reply on its way: the data of events in, pieces out."""

    def __init__(self) -> None:
        self.complete = False
        """The provider said that this was all."""
        self._spoken = SpokenPart()
        self._calls: list[_Call] = []
        self._asked = 0
        self._size = 0

    @property
    def begun(self) -> bool:
        """Something of the reply came, if only a part of a tool call."""
        return self._size > 0 or self._asked > 0

    def read(self, data: str) -> list[Piece]:
        """Return what an event adds; raises LanguageModelError."""
        if data.strip() == DONE:
            return self._finish()
        chunk = _chunk(data)
        if chunk.error:
            raise _error_of(chunk.error)
        return self._read_choice(chunk.choices[0]) if chunk.choices else []

    def _read_choice(self, choice: _Choice) -> list[Piece]:
        pieces: list[Piece] = []
        if choice.delta is not None:
            pieces = self._words(self._spoken.write(choice.delta.content or choice.delta.refusal or ""))
            for delta in choice.delta.tool_calls or ():
                self._add(delta)
        if choice.finish_reason == "content_filter":
            raise LanguageModelError("refused", "stopped by the provider's content filter")
        return pieces + (self._finish() if choice.finish_reason else [])

    def _words(self, text: str) -> list[Piece]:
        self._grow(len(text))
        return [Words(text)] if text else []

    def _add(self, delta: _ToolDelta) -> None:
        call = self._call_of(delta)
        if delta.function is not None:
            self._grow(call.add(delta.function))

    def _call_of(self, delta: _ToolDelta) -> _Call:
        for call in reversed(self._calls):
            if delta.index == call.index and call.goes_on(delta):
                return call
        self._asked += 1
        if self._asked > MOST_CALLS:
            raise LanguageModelError("malformed", f"more than {MOST_CALLS} tool calls")
        self._calls.append(_Call(delta.id or f"call_{self._asked}", delta.index))
        return self._calls[-1]

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > LARGEST_REPLY:
            raise LanguageModelError("malformed", f"a reply of more than {LARGEST_REPLY} characters")

    def _finish(self) -> list[Piece]:
        self.complete = True
        calls, self._calls = self._calls, []
        return [*self._words(self._spoken.flush()), *(call.tool_use() for call in calls)]


def _chunk(data: str) -> _Chunk:
    try:
        return _CHUNK.decode(data)
    except (msgspec.DecodeError, RecursionError):
        raise LanguageModelError("malformed", "a piece of the reply is not a chat completion chunk") from None


def _arguments(text: str) -> dict[str, object]:
    try:
        return _ARGUMENTS.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise LanguageModelError("malformed", "the arguments of a tool call are not a JSON object") from None


def _is_whole(text: str) -> bool:
    try:
        _ARGUMENTS.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def trouble_of(status: int) -> ModelTrouble:
    """Return what an HTTP status other than 200 means."""
    if status in (408, 504):
        return "timeout"
    return "overloaded" if status == 429 or status >= 500 else "refused"


def refusal(status: int, body: bytes) -> LanguageModelError:
    """Return the error for an answer that is none; ``body`` may be anything."""
    try:
        error = msgspec.json.decode(body, type=_Chunk).error
    except (msgspec.DecodeError, RecursionError):
        error = None
    detail = ", ".join([f"the provider answered {status}", *filter(None, [_code(error)])])
    return LanguageModelError(trouble_of(status), detail, status)


def _error_of(error: object) -> LanguageModelError:
    """Return the error that came inside a reply."""
    code = _code(error)
    number = str(error.get("code")) if isinstance(error, dict) else ""
    status = int(number) if re.fullmatch(r"[45][0-9]{2}", number) else None
    kind = trouble_of(status) if status else "refused" if code.startswith("invalid") else "overloaded"
    return LanguageModelError(kind, ", ".join(["the provider stopped", *filter(None, [code])]), status)


def _code(error: object) -> str:
    """Return the provider's name for an error. Its message stays out: it may quote the key, or the caller."""
    fields = error if isinstance(error, dict) else {}
    names = [str(fields.get(name)) for name in ("code", "type") if fields.get(name)]
    return next((name for name in names if re.fullmatch(r"[a-z]+(_[a-z]+)*", name) and len(name) <= 40), "")
