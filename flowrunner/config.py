"""Settings, from ``flowrunner.toml`` and the environment. Read by the host and the command line only.

What a later source says wins: defaults, the file, the environment, the command line. The file looks like this::

    host = "0.0.0.0"
    port = 8000
    base_url = "https://bot.example.com"     # how Plivo reaches this host
    voice = "offline"
    recognizer = "offline"
    cache = "/var/cache/flowrunner"          # rendered prompts

    [requests]
    allow_internal = ["localhost:9000"]      # internal addresses that flows may send requests to

    [stand_in]                               # where requests go instead, in rehearsals and demos
    "api.acme.example" = "http://127.0.0.1:9000"

    [plivo]                                  # for what needs an account: placing calls, ending streams from outside
    auth_id = "MA..."
    auth_token = "..."                       # better: FLOWRUNNER_AUTH_TOKEN

    [limits]
    calls = 500                              # at once
    drain_s = 30                             # how long calls may take to end when the host is stopped
    ticket_s = 60                            # how long a stream may take to begin

    [secrets]
    ACME_TOKEN = "..."                       # {{ secrets.ACME_TOKEN }}; better: FLOWRUNNER_SECRET_ACME_TOKEN

Every key has a variable: ``FLOWRUNNER_PORT``, ``FLOWRUNNER_ALLOW_INTERNAL`` (with commas), ``FLOWRUNNER_DRAIN_S``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flowrunner.errors import UsageError
from flowrunner.flow.spelling import did_you_mean

DEFAULT_FILE = Path("flowrunner.toml")
PREFIX = "FLOWRUNNER_"
SECRET_PREFIX = "FLOWRUNNER_SECRET_"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the host takes on."""

    calls: int = 1000
    """At once; the next caller hears the busy tone."""
    drain_s: float = 30.0
    """How long calls may take to end when the host is stopped."""
    ticket_s: float = 60.0
    """How long a stream may take to begin, or to come back, with the address it was given."""


@dataclass(frozen=True, slots=True)
class PlivoAccount:
    """The account at Plivo. Calls are answered without one."""

    auth_id: str | None = field(default=None, repr=False)
    auth_token: str | None = field(default=None, repr=False)
    api_url: str = "https://api.plivo.com"
    """Where the account's orders go; elsewhere in rehearsals."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set."""

    host: str = "127.0.0.1"
    port: int = 8000
    """0 picks a free one."""
    base_url: str | None = None
    """How the outside world reaches this host; None: as each request says."""
    voice: str = "offline"
    recognizer: str = "offline"
    cache: Path | None = None
    """Folder of rendered prompts; None: the user's cache folder."""
    allow_internal: frozenset[str] = frozenset()
    """``host:port`` of internal addresses that flows may send requests to."""
    stand_in: Mapping[str, str] = field(default_factory=dict)
    """Host name of a request -> the address that is asked instead, which may be internal."""
    plivo: PlivoAccount = PlivoAccount()
    limits: Limits = Limits()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def load_settings(
    path: Path | None, environment: Mapping[str, str], options: Mapping[str, str | None] | None = None
) -> Settings:
    """Return the settings; raises UsageError in one line.

    No path: ``flowrunner.toml``, if there is one here. ``options`` are those of the command line, by setting.
    """
    file = path or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    values = _from_file(file) if file else {}
    return _settings({**values, **_from_environment(environment), **_from_options(options or {})})


def _settings(values: Mapping[str, Any]) -> Settings:
    """Build from values by dotted key."""
    sections: dict[str, dict[str, Any]] = {name: {} for name in ("", "requests", "plivo", "limits", *_BY_SECTION)}
    for dotted, value in values.items():
        section, dot, key = dotted.partition(".")
        sections[section if dot else ""][key or section] = value
    return Settings(
        **sections[""],
        **sections["requests"],
        plivo=PlivoAccount(**sections["plivo"]),
        limits=Limits(**sections["limits"]),
        secrets=sections["secrets"],
        stand_in=sections["stand_in"],
    )


def _from_file(file: Path) -> dict[str, object]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {file}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError:
        raise UsageError(f"cannot read {file}: not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"cannot read {file}: {_lowered(str(error))}") from None
    return {dotted: _read(dotted, value, f"{file}: {dotted}", str(file)) for dotted, value in _flat(table).items()}


def _flat(table: Mapping[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": each for inner, each in value.items()})
        else:
            flat[key] = value
    return flat


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    """Take what is known; other programs may have variables that begin like ours."""
    values: dict[str, object] = {}
    for dotted in _READERS:
        name = PREFIX + dotted.rpartition(".")[2].upper()
        if name in environment:
            values[dotted] = _read(dotted, environment[name], name, "")
    for name, text in environment.items():
        if name.startswith(SECRET_PREFIX) and name != SECRET_PREFIX:
            values["secrets." + name.removeprefix(SECRET_PREFIX)] = text
    return values


def _from_options(options: Mapping[str, str | None]) -> dict[str, object]:
    given = {name: text for name, text in options.items() if text is not None}
    return {name: _read(name, text, "--" + name.replace("_", "-"), "") for name, text in given.items()}


def _read(dotted: str, value: object, where: str, file: str) -> object:
    reader = _BY_SECTION.get(dotted.partition(".")[0]) or _READERS.get(dotted)
    if reader is None:
        hint = did_you_mean(dotted, [*_READERS, *_BY_SECTION])
        raise UsageError(f"{file}: unknown setting `{dotted}`" + (f", {hint}" if hint else ""))
    try:
        return reader(value)
    except ValueError as error:
        raise UsageError(f"{where} must be {error}") from None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("text")
    return value


def _path(value: object) -> Path:
    return Path(_text(value)).expanduser()


def _whole(value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool | float) or not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("a whole number")
    return int(text)


def _port(value: object) -> int:
    try:
        port = _whole(value)
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise ValueError("a port between 0 and 65535")
    return port


def _seconds(value: object) -> float:
    try:
        seconds = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 86_400:
        raise ValueError("a number of seconds between 0 and 86400")
    return seconds


def _url(value: object) -> str:
    text = _text(value).rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("an address such as https://bot.example.com")
    return text


def _addresses(value: object) -> frozenset[str]:
    texts = value.split(",") if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError("a list of addresses such as localhost:9000")
    addresses = frozenset(text.strip().lower() for text in texts if text.strip())
    if not all(_is_address(address) for address in addresses):
        raise ValueError("a list of addresses with a port, such as localhost:9000")
    return addresses


def _is_address(text: str) -> bool:
    host, _, port = text.rpartition(":")
    return bool(host) and port.isascii() and port.isdigit()


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


_READERS: Mapping[str, Callable[[object], object]] = {
    "host": _text,
    "port": _port,
    "base_url": _url,
    "voice": _text,
    "recognizer": _text,
    "cache": _path,
    "requests.allow_internal": _addresses,
    "plivo.auth_id": _text,
    "plivo.auth_token": _text,
    "plivo.api_url": _url,
    "limits.calls": _whole,
    "limits.drain_s": _seconds,
    "limits.ticket_s": _seconds,
}
"""Each returns a setting's value, or raises ValueError with what was expected."""

_BY_SECTION: Mapping[str, Callable[[object], object]] = {"secrets": _text, "stand_in": _url}
"""Of sections whose keys are the user's own."""
