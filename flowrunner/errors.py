"""Every exception that flowrunner raises.

* :exc:`FlowrunnerError`

  * :exc:`UsageError`: the command or a setting cannot be carried out as given; the command line exits with 2.
  * :exc:`TemplateError`: a template failed on the values it met while a call was running.
  * :exc:`SnapshotError`: stored bytes are not a snapshot of a call of this flow.
  * :exc:`TraceError`: a file is no trace of a call.
  * :exc:`StorageError`: a database could not do its work.
  * :exc:`ChannelClosed`: the media connection is gone.
  * :exc:`SpeechError`: a voice or a recognizer could not do its work.

    * :exc:`ModelError`: a speech model is missing, is not the one that was pinned, or may not be used.

  * :exc:`LanguageModelError`: a language model could not reply, or not to the end.
  * :exc:`RestError`: Plivo's REST API did not do what it was asked to do.
  * :exc:`WireError`: a peer sent something that cannot be read.

A mistake in an author's flow is never an exception: it is a ``Diagnostic``. What happens to a caller is an event.
"""

from typing import Literal

ModelTrouble = Literal["unreachable", "refused", "overloaded", "timeout", "malformed"]
"""``unreachable``: no connection, or it broke; ``refused``: the request, the key or the model is not accepted;
``overloaded``: the provider has no capacity now; ``timeout``: too slow; ``malformed``: not a reply that can be read."""

SpeechTrouble = Literal["unfit", "refused", "busy", "timeout", "failed"]
"""``unfit``: this one is well, but cannot do *that*: a language, a name, a text; ``refused``: credentials
or a model are missing; ``busy``: it takes no more now; ``timeout``: too slow; ``failed``: anything else."""

RestTrouble = Literal[
    "credentials", "refused", "missing", "overloaded", "failed", "unreachable", "lost", "timeout", "malformed"
]
"""``credentials``: not accepted; ``refused``: understood, and not done; ``missing``: there is no such thing, or no
more; ``overloaded``: too many requests; ``failed``: a fault of Plivo; ``unreachable``: no connection; ``lost``: it
broke before the answer; ``timeout``: no answer in time; ``malformed``: not an answer that can be read."""


class FlowrunnerError(Exception):
    """Base of all exceptions of flowrunner."""


class UsageError(FlowrunnerError):
    """The command or a setting cannot be carried out; the text says what to do, in one line."""


class TemplateError(FlowrunnerError):
    """A template failed on the values it met."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(source, reason)

    def __str__(self) -> str:
        return f"template {self.source!r} failed: {self.reason}"


class TraceError(FlowrunnerError):
    """What was read is no trace of a call; the text says where."""


class SnapshotError(FlowrunnerError):
    """Stored bytes are not a snapshot that this flow can continue."""


class StorageError(FlowrunnerError):
    """A database could not do its work; the text holds nothing of what is in it.

    ``unsure``: the work may have been done all the same, for the connection was lost after it had been asked for.
    """

    def __init__(self, reason: str, *, unsure: bool = False) -> None:
        self.unsure = unsure
        super().__init__(reason)


class ChannelClosed(FlowrunnerError):  # noqa: N818 - a fact about the channel, named like the event
    """The media connection is gone; ``reason`` says how."""

    def __init__(self, reason: str = "closed") -> None:
        self.reason = reason
        super().__init__(reason)


class SpeechError(FlowrunnerError):
    """A voice or a recognizer could not do its work; ``trouble`` says whose fault that is, and whether to ask again."""

    def __init__(self, reason: str, trouble: SpeechTrouble = "failed") -> None:
        self.trouble: SpeechTrouble = trouble
        super().__init__(reason)


class ModelError(SpeechError):
    """A speech model is missing, is not the one that was pinned, or may not be used."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "refused")


class LanguageModelError(FlowrunnerError):
    """A language model could not reply, or not to the end.

    ``kind`` is a short stable name to count by; ``status`` that of HTTP, where the provider gave one. Neither they nor
    the text hold anything of what was said, or of the key.
    """

    def __init__(self, kind: ModelTrouble, detail: str = "", status: int | None = None) -> None:
        self.kind: ModelTrouble = kind
        self.detail = detail
        self.status = status
        super().__init__(kind, detail, status)

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


class RestError(FlowrunnerError):
    """Plivo's REST API did not do what it was asked to do, or did not say so.

    ``order`` is what was asked, in fixed words. ``said`` is Plivo's own message without the credentials; it may name a
    number, so it is for whoever gave the order, not for a log. ``status`` is that of HTTP, ``api_id`` what Plivo's
    support asks for.
    """

    retry_after_s: float | None = None
    """How long Plivo would like to be left alone."""

    def __init__(
        self, kind: RestTrouble, order: str, status: int | None = None, said: str = "", api_id: str = ""
    ) -> None:
        self.kind: RestTrouble = kind
        self.order = order
        self.status = status
        self.said = said
        self.api_id = api_id
        super().__init__(kind, order, status, said, api_id)

    @property
    def may_have_happened(self) -> bool:
        """Whether the order may have been carried out all the same: then to repeat it is to do it twice."""
        return self.kind in ("failed", "lost", "timeout", "malformed")

    def __str__(self) -> str:
        facts = [f"status {self.status}" if self.status else "", f"api_id {self.api_id}" if self.api_id else ""]
        known = ", ".join(filter(None, facts))
        return f"could not {self.order}: {_REST_TROUBLE[self.kind]}{f' ({known})' if known else ''}{self._said()}"

    def _said(self) -> str:
        return f": {self.said}" if self.said else ""


_REST_TROUBLE: dict[RestTrouble, str] = {
    "credentials": "plivo does not accept the auth_id and auth_token",
    "refused": "plivo refused",
    "missing": "plivo knows nothing by that name",
    "overloaded": "plivo gets too many requests from this account",
    "failed": "plivo failed",
    "unreachable": "plivo cannot be reached",
    "lost": "the connection to plivo broke before its answer",
    "timeout": "plivo did not answer in time",
    "malformed": "plivo gave an answer that cannot be read",
}


class WireError(FlowrunnerError):
    """A peer sent something that cannot be read; ``kind`` is a short stable name to count by."""

    def __init__(self, kind: str, detail: str = "") -> None:
        self.kind = kind
        self.detail = detail
        super().__init__(kind, detail)

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else self.kind
