"""Settings, from ``flowrunner.toml`` and the environment. Read by the host and the command line only.

What a later source says wins: defaults, the file, the environment, the command line. The file looks like this::

    host = "0.0.0.0"
    port = 8000
    base_url = "https://bot.example.com"     # how Plivo reaches this host
    trusted_proxies = ["10.0.0.0/8"]         # networks whose X-Forwarded- headers are believed
    voice = "offline"                        # or a chain: ["google", "offline"] asks the second when the first fails
    recognizer = "offline"
    understanding = "words"                  # or "minilm", once `flowrunner models add minilm` has fetched it
    models = "/var/lib/flowrunner/models"    # where added models are
    cache = "/var/cache/flowrunner"          # rendered prompts
    database = "sqlite:////var/lib/flowrunner/flowrunner.db"   # calls in progress, and what flows remember; or
                                             # postgresql://user:password@host/name for several hosts, or none
    database_key = "..."                     # for the digests in it; else in a file beside it
    recordings = "/var/lib/flowrunner/recordings"   # voicemail, as WAV files
    reload = true                            # a flow that is saved serves the next call; else on SIGHUP

    [requests]
    allow_hosts = ["api.acme.example", "*.clinic.example"]   # the only ones that flows may ask; else all
    allow_internal = ["localhost:9000"]      # internal addresses that flows may send requests to

    [stand_in]                               # where requests go instead, in rehearsals and demos
    "api.acme.example" = "http://127.0.0.1:9000"

    [plivo]                                  # for what needs an account: placing calls, ending streams from outside
    auth_id = "MA..."
    auth_token = "..."                       # better: FLOWRUNNER_AUTH_TOKEN
    number = "+15550100000"                  # who calls, unless an order says otherwise
    signatures = "require"                   # of callbacks, once there is a token: "off", "warn" or "require"
    stream_signatures = "warn"               # of streams, which have a ticket as well

    [model]                                  # the language model of agents; none unless there is a url
    url = "https://api.openai.com/v1"        # or any other endpoint with OpenAI's chat completions
    model = "gpt-4.1-mini"                   # FLOWRUNNER_MODEL
    key = "..."                              # better: FLOWRUNNER_MODEL_KEY
    temperature = 0.3                        # the provider's own, unless set
    timeout_s = 8                            # how long a caller may wait for the beginning of a reply

    [providers]                              # of voices, recognizers and models that are out of this machine
    sound_s = 4                              # how long a voice may take to begin, or to go on
    answer_s = 4                             # how long a recognizer may take once the caller has finished
    failures = 3                             # so many within window_s, at least every other request: left alone
    window_s = 30
    rest_s = 10                              # for so long; then one request is tried

    [google]
    region = "eu"                            # where Google hears and speaks; else anywhere
    model = "telephony"                      # of its recognizer, where a flow names none
    voices = {en-US = "en-US-Chirp3-HD-Kore", hi-IN = "hi-IN-Wavenet-A"}   # where a flow names none

    [sms]
    via = "console"                          # text messages are shown at the terminal; "plivo" sends them: the default
                                             # when there is an account
    from = "+15550100000"                    # who sends them, unless a flow says otherwise

    [traces]                                 # what happened in each call: `flowrunner trace`
    days = 14                                # how long that is kept
    error_days = 60                          # the same of calls in which something went wrong
    most = 10000                             # calls of either kind; the oldest go first
    off = false                              # true: nothing is kept

    [limits]
    calls = 500                              # at once
    drain_s = 30                             # how long calls may take to end when the host is stopped
    remember_days = 400                      # how long a caller is remembered who does not call again
    ticket_s = 60                            # how long a stream may take to begin
    start_s = 5                              # how long a stream may take to say which it is
    message_bytes = 1048576                  # of a stream; Plivo's largest have 65536
    frames_per_s = 200                       # of sound; Plivo sends 50 a track, what is more is dropped
    messages_per_s = 1000                    # of every kind; a stream that brings more is closed
    connections = 2500                       # at once
    connections_per_address = 1250           # Plivo comes from few addresses
    head_s = 10                              # how long a connection may take to say what it wants
    body_s = 10                              # how long a form may take to arrive
    idle_s = 75                              # how long a connection may rest between two requests

    [secrets]
    ACME_TOKEN = "..."                       # {{ secrets.ACME_TOKEN }}; better: FLOWRUNNER_SECRET_ACME_TOKEN

Every key has a variable: ``FLOWRUNNER_PORT``, ``FLOWRUNNER_ALLOW_INTERNAL`` (with commas), ``FLOWRUNNER_DRAIN_S``.
Those of the sections ``model``, ``providers``, ``google``, ``sms`` and ``traces`` begin with its name:
``FLOWRUNNER_MODEL_URL``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any, Literal, get_args

from flowrunner.call.texts import SmsSettings
from flowrunner.call.trace_settings import TraceSettings
from flowrunner.config import readers
from flowrunner.errors import UsageError
from flowrunner.flow.spelling import did_you_mean
from flowrunner.models.settings import ModelSettings
from flowrunner.policy.settings import Policy
from flowrunner.speech.google.settings import GoogleSettings
from flowrunner.speech.settings import AdapterSettings

DEFAULT_FILE = Path("flowrunner.toml")
PREFIX = "FLOWRUNNER_"
SECRET_PREFIX = "FLOWRUNNER_SECRET_"
CARRIERS = ("console", "plivo")
"""Of text messages."""
_SMS = {"from": "sender"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much the host takes on."""

    calls: int = 1000
    """At once; the next caller hears the busy tone."""
    drain_s: float = 30.0
    """How long calls may take to end when the host is stopped."""
    remember_days: int = 400
    """How long a caller is remembered who does not call again."""
    ticket_s: float = 60.0
    """How long a stream may take to begin, or to come back, with the address it was given."""
    start_s: float = 5.0
    """How long a stream may take to say which it is, once it is connected."""
    message_bytes: int = 1024 * 1024
    """Of a stream's message: one above the 64 KB that Plivo documents is dropped, one above this ends the stream."""
    frames_per_s: int = 200
    """Of sound, of a stream: Plivo sends 50, the excess is dropped; keys and acknowledgements never are."""
    messages_per_s: int = 1000
    """Of every kind, of a stream: one that brings more for longer than a few seconds is closed."""
    connections: int = 2500
    """At once; a call takes one, and its callbacks another now and then. Who comes next is cut off."""
    connections_per_address: int = 1250
    """At once, from one client; not small, because Plivo comes from few addresses."""
    head_s: float = 10.0
    """How long a new connection may take to say what it wants."""
    body_s: float = 10.0
    """How long the form of a callback may take to arrive."""
    idle_s: float = 75.0
    """How long a connection may rest after an answer; more than a proxy in front keeps one."""


Checking = Literal["off", "warn", "require"]
"""What is done about signatures: nothing; a line in the log when one is wrong; or that, and nothing else."""


@dataclass(frozen=True, slots=True)
class PlivoAccount:
    """The account at Plivo. Calls are answered without one."""

    auth_id: str | None = field(default=None, repr=False)
    auth_token: str | None = field(default=None, repr=False)
    api_url: str = "https://api.plivo.com"
    """Where the account's orders go; elsewhere in rehearsals."""
    number: str | None = None
    """Who calls, unless an order says otherwise."""
    signatures: Checking = "require"
    """Of callbacks. Without a token nothing can be checked."""
    stream_signatures: Checking = "warn"
    """Of streams, whose addresses are secret anyway: Plivo's documents disagree on what is signed."""

    @property
    def is_complete(self) -> bool:
        """Whether orders can be given."""
        return bool(self.auth_id and self.auth_token)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set."""

    host: str = "127.0.0.1"
    port: int = 8000
    """0 picks a free one."""
    base_url: str | None = None
    """How the outside world reaches this host; None: as each request says."""
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks of the proxies in front of this host: only they are believed about where a request came from."""
    voice: tuple[str, ...] = ("offline",)
    """The preferred one first; the others stand in for it."""
    recognizer: tuple[str, ...] = ("offline",)
    understanding: str = "words"
    """What finds a paraphrase: the words alone, or an added model beside them."""
    models: Path | None = None
    """Folder of added models; None: one in the user's data folder."""
    cache: Path | None = None
    """Folder of rendered prompts; None: the user's cache folder."""
    database: str | None = None
    """Address of what outlives the host; None: a file in the user's data folder."""
    database_key: str | None = field(default=None, repr=False)
    """For the digests by which callers are found again; None: in a file beside the database."""
    recordings: Path | None = None
    """Folder of what callers leave on tape; None: in the user's data folder."""
    reload: bool = False
    """Whether flows are read again when they are saved, and not only on SIGHUP."""
    allow_hosts: frozenset[str] = frozenset()
    """Hosts that flows may ask, ``*.`` before a name for all below it; empty: everybody who is not internal."""
    allow_internal: frozenset[str] = frozenset()
    """``host:port`` of internal addresses that flows may send requests to."""
    stand_in: Mapping[str, str] = field(default_factory=dict)
    """Host name of a request -> the address that is asked instead, which may be internal."""
    plivo: PlivoAccount = PlivoAccount()
    model: ModelSettings | None = None
    """The language model of agents."""
    providers: Policy = field(default_factory=Policy)
    google: GoogleSettings = field(default_factory=GoogleSettings)
    sms: SmsSettings = field(default_factory=SmsSettings)
    traces: TraceSettings = field(default_factory=TraceSettings)
    limits: Limits = Limits()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def adapters(self) -> AdapterSettings:
        """What voices and recognizers are told."""
        return AdapterSettings(self.google, self.models)


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
    sections: dict[str, dict[str, Any]] = {
        name: {}
        for name in ("", "requests", "plivo", "model", "providers", "google", "sms", "traces", "limits", *_BY_SECTION)
    }
    for dotted, value in values.items():
        section, dot, key = dotted.partition(".")
        sections[section if dot else ""][key or section] = value
    account = PlivoAccount(**sections["plivo"])
    asked = [sections["plivo"].get("signatures"), sections["plivo"].get("stream_signatures")]
    if "require" in asked and account.auth_token is None:
        raise UsageError("signatures are required, but there is no plivo.auth_token to check them with")
    sms = SmsSettings(**{_SMS.get(key, key): value for key, value in sections["sms"].items()})
    if sms.via == "plivo" and not account.is_complete:
        raise UsageError("text messages go via plivo, but there is no plivo.auth_id with its plivo.auth_token")
    return Settings(
        **sections[""],
        **sections["requests"],
        plivo=account,
        model=_model(sections["model"]),
        providers=Policy(**sections["providers"]),
        google=GoogleSettings(**sections["google"]),
        sms=sms,
        traces=TraceSettings(**sections["traces"]),
        limits=Limits(**sections["limits"]),
        secrets=sections["secrets"],
        stand_in=sections["stand_in"],
    )


def _model(values: Mapping[str, Any]) -> ModelSettings | None:
    """Return the model, if there is one: a key alone may be there for other programs."""
    missing = {"url", "model"} - values.keys()
    if len(missing) == 1:
        raise UsageError(f"a language model needs both model.url and model.model, model.{missing.pop()} is missing")
    return None if missing else ModelSettings(**values)


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
        name = _variable(dotted)
        if name in environment:
            values[dotted] = _read(dotted, environment[name], name, "")
    for name, text in environment.items():
        if name.startswith(SECRET_PREFIX) and name != SECRET_PREFIX:
            values["secrets." + name.removeprefix(SECRET_PREFIX)] = text
    return values


def unknown_variables(environment: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Return the variables that begin like ours and are no settings, each with the one that was probably meant."""
    known = [*map(_variable, _READERS)]
    ours = (name for name in sorted(environment) if name.startswith(PREFIX) and not name.startswith(SECRET_PREFIX))
    return [(name, did_you_mean(name, known)) for name in ours if name not in known]


def _variable(dotted: str) -> str:
    section, _, key = dotted.rpartition(".")
    named = section in ("model", "providers", "google", "sms", "traces") and key != section
    return PREFIX + (section.upper() + "_" if named else "") + key.upper()


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


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


_READERS: Mapping[str, Callable[[object], object]] = {
    "host": readers.text,
    "port": readers.port,
    "base_url": readers.url,
    "trusted_proxies": readers.networks,
    "voice": readers.names,
    "recognizer": readers.names,
    "understanding": readers.text,
    "models": readers.path,
    "cache": readers.path,
    "database": readers.text,
    "recordings": readers.path,
    "reload": readers.flag,
    "database_key": readers.text,
    "requests.allow_hosts": readers.hosts,
    "requests.allow_internal": readers.addresses,
    "plivo.auth_id": readers.text,
    "plivo.auth_token": readers.key,
    "plivo.api_url": readers.url,
    "plivo.number": readers.text,
    "plivo.signatures": readers.one_of(*get_args(Checking)),
    "plivo.stream_signatures": readers.one_of(*get_args(Checking)),
    "model.url": readers.url,
    "model.model": readers.text,
    "model.key": readers.key,
    "model.temperature": readers.temperature,
    "model.timeout_s": readers.some_seconds,
    "providers.sound_s": readers.some_seconds,
    "providers.answer_s": readers.some_seconds,
    "providers.failures": readers.at_least_one,
    "providers.window_s": readers.some_seconds,
    "providers.rest_s": readers.some_seconds,
    "google.region": readers.label,
    "google.model": readers.text,
    "google.voices": readers.voices,
    "sms.via": readers.one_of(*CARRIERS),
    "sms.from": readers.text,
    "traces.days": readers.whole,
    "traces.error_days": readers.whole,
    "traces.most": readers.at_least_one,
    "traces.off": readers.flag,
    "limits.calls": readers.whole,
    "limits.drain_s": readers.seconds,
    "limits.remember_days": readers.whole,
    "limits.ticket_s": readers.seconds,
    "limits.start_s": readers.some_seconds,
    "limits.message_bytes": readers.at_least_one,
    "limits.frames_per_s": readers.at_least_one,
    "limits.messages_per_s": readers.at_least_one,
    "limits.connections": readers.at_least_one,
    "limits.connections_per_address": readers.at_least_one,
    "limits.head_s": readers.some_seconds,
    "limits.body_s": readers.some_seconds,
    "limits.idle_s": readers.some_seconds,
}
"""Each returns a setting's value, or raises ValueError with what was expected."""

_BY_SECTION: Mapping[str, Callable[[object], object]] = {"secrets": readers.text, "stand_in": readers.url}
"""Of sections whose keys are the user's own."""
