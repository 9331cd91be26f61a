"""How Google is reached: credentials, one channel a service, and what its refusals are called."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import google.auth
import grpc
from google.api_core import grpc_helpers_async
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError
from google.protobuf.message import DecodeError

from flowrunner.errors import ModelError, SpeechError, SpeechTrouble

PLAIN = "http://"
"""Begins the endpoint of an emulator: no encryption, no credentials."""
_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
_LARGEST_MESSAGE = 64 * 2**20
"""Bytes; ten minutes of sound, where a piece of a text has two. The usual limit is exceeded by a minute and a half."""
_OPTIONS = (
    ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
    # a connection that has died without a word is noticed, and replaced
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
)


class Connection:
    """A channel to one of Google's services, opened when it is first needed.

    ``endpoint`` replaces the service's host, by a regional one such as ``eu-speech.googleapis.com`` or by an emulator,
    ``http://host:port``. Google's own client classes are not used: when Google cannot be reached they go on trying for
    more than an hour, with what is left of a stream.
    """

    def __init__(self, host: str, endpoint: str | None) -> None:
        self._host = host
        self._endpoint = endpoint or host
        self._opening = asyncio.Lock()
        self._channel: grpc.aio.Channel | None = None

    async def channel(self) -> grpc.aio.Channel:
        """Return the channel; raises ModelError when there are no credentials."""
        async with self._opening:
            if self._channel is None:
                self._channel = await self._open()
            return self._channel

    async def aclose(self) -> None:
        """Close the channel, and with it whatever is under way."""
        channel, self._channel = self._channel, None
        if channel is not None:
            await channel.close()

    async def _open(self) -> grpc.aio.Channel:
        if self._endpoint.startswith(PLAIN):
            return grpc.aio.insecure_channel(self._endpoint.removeprefix(PLAIN), options=_OPTIONS)
        # looking for credentials reads files, and may ask a metadata server
        credentials = await asyncio.to_thread(_credentials)
        return grpc_helpers_async.create_channel(
            f"{self._endpoint}:443", credentials=credentials, default_host=self._host, options=_OPTIONS
        )


def _credentials() -> Credentials:
    try:
        found, _ = google.auth.default(default_scopes=_SCOPES)
    except (GoogleAuthError, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise ModelError(f"google needs GOOGLE_APPLICATION_CREDENTIALS, the path of a key file: {reason}") from None
    return found


_STATUSES: dict[str, tuple[SpeechTrouble, str]] = {
    "INVALID_ARGUMENT": ("unfit", "it has no such voice, model or language"),
    "NOT_FOUND": ("unfit", "it has no such voice, model or language"),
    "OUT_OF_RANGE": ("unfit", "that was too long for it"),
    "UNAUTHENTICATED": ("refused", "it does not accept the credentials"),
    "PERMISSION_DENIED": ("refused", "the credentials' project has not enabled this service, or not paid for it"),
    "RESOURCE_EXHAUSTED": ("busy", "a quota of the project is used up"),
    "DEADLINE_EXCEEDED": ("timeout", "it took too long"),
    "UNAVAILABLE": ("failed", "it cannot be reached"),
}
"""What they usually mean."""
_NO_TOKEN = "metadata from plugin"
"""In the details when a token could not be had: these are gRPC's own words, on this machine."""


@contextmanager
def answering() -> Iterator[None]:
    """Raise SpeechError for whatever else than an answer comes from Google, or does not come in time.

    An answer is to be read within it: gRPC's own readers make None of what they cannot read.
    """
    try:
        yield
    except TimeoutError:
        raise SpeechError("google took too long to answer", "timeout") from None
    except DecodeError:
        raise SpeechError("google sent something that is no answer") from None
    except grpc.aio.AioRpcError as error:
        if _NO_TOKEN in (error.details() or ""):
            raise SpeechError("google's credentials bring no token, they may have been revoked", "refused") from None
        raise refused(error.code().name) from None


def refused(status: str) -> SpeechError:
    """Return the error for a status of Google's; its details may quote the caller, so they are left out."""
    trouble, meaning = _STATUSES.get(status, ("failed", ""))
    return SpeechError(f"google answered {status}{meaning and ': '}{meaning}", trouble)


def status_name(code: int) -> str:
    """Return the name of a status: 3 is ``INVALID_ARGUMENT``."""
    return next((status.name for status in grpc.StatusCode if status.value[0] == code), "UNKNOWN")
