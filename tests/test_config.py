"""Settings: where they come from, and what is said when they cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowrunner.call.texts import SmsSettings
from flowrunner.call.trace_settings import TraceSettings
from flowrunner.config import Limits, PlivoAccount, Settings, load_settings
from flowrunner.errors import UsageError
from flowrunner.models.settings import ModelSettings
from flowrunner.policy.settings import Policy
from flowrunner.speech.google.settings import GoogleSettings

FILE = """
host = "0.0.0.0"
port = 9000
base_url = "https://bot.example.com/"
voice = "offline"
cache = "/var/cache/flowrunner"

[requests]
allow_internal = ["localhost:9000", "10.0.0.5:80"]
allow_hosts = ["api.example", "*.Clinic.example"]

[plivo]
auth_id = "MAFILE"
auth_token = "from-the-file"
number = "+15550100000"

[limits]
calls = 5
drain_s = 1.5

[stand_in]
"api.acme.example" = "http://127.0.0.1:9000/"

[secrets]
api_key = "from the file"
other = "o"
"""


def settings_of(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> Settings:
    file = tmp_path / "flowrunner.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environment or {})


def test_reads_a_whole_file(tmp_path: Path) -> None:
    assert settings_of(tmp_path, FILE) == Settings(
        host="0.0.0.0",
        port=9000,
        base_url="https://bot.example.com",
        cache=Path("/var/cache/flowrunner"),
        allow_internal=frozenset({"localhost:9000", "10.0.0.5:80"}),
        allow_hosts=frozenset({"api.example", "*.clinic.example"}),
        stand_in={"api.acme.example": "http://127.0.0.1:9000"},
        plivo=PlivoAccount("MAFILE", "from-the-file", number="+15550100000"),
        limits=Limits(calls=5, drain_s=1.5),
        secrets={"api_key": "from the file", "other": "o"},
    )


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        FILE,
        {
            "FLOWRUNNER_PORT": "0",
            "FLOWRUNNER_ALLOW_INTERNAL": "localhost:1, [::1]:2",
            "FLOWRUNNER_CALLS": "7",
            "FLOWRUNNER_AUTH_TOKEN": "of-the-environment",
            "FLOWRUNNER_API_URL": "http://127.0.0.1:9/",
            "FLOWRUNNER_SECRET_api_key": "from the environment",
            "FLOWRUNNER_SERVICE_HOST": "set by somebody else",
        },
    )

    assert settings.port == 0
    assert settings.allow_internal == {"localhost:1", "[::1]:2"}
    assert settings.limits == Limits(calls=7, drain_s=1.5)
    assert settings.plivo == PlivoAccount("MAFILE", "of-the-environment", "http://127.0.0.1:9", "+15550100000")
    assert settings.secrets == {"api_key": "from the environment", "other": "o"}


def test_voices_and_recognizers_may_be_chains(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, 'voice = ["google", "offline"]\n[providers]\nrest_s = 5')
    assert (settings.voice, settings.recognizer) == (("google", "offline"), ("offline",))
    assert settings.providers == Policy(rest_s=5.0)

    environment = {"FLOWRUNNER_VOICE": "offline", "FLOWRUNNER_RECOGNIZER": "google, offline"}
    settings = settings_of(tmp_path, 'voice = ["google", "offline"]', environment)
    assert (settings.voice, settings.recognizer) == (("offline",), ("google", "offline"))
    assert settings_of(tmp_path, "", {"FLOWRUNNER_PROVIDERS_FAILURES": "5"}).providers.failures == 5


def test_proxies_and_signatures_can_be_set_from_the_environment() -> None:
    settings = load_settings(
        Path("/dev/null"),
        {
            "FLOWRUNNER_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "FLOWRUNNER_AUTH_TOKEN": "t",
            "FLOWRUNNER_STREAM_SIGNATURES": "require",
        },
    )

    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    assert (settings.plivo.signatures, settings.plivo.stream_signatures) == ("require", "require")


def test_a_language_model_is_set_in_the_file_and_its_key_in_the_environment(tmp_path: Path) -> None:
    text = '[model]\nurl = "http://localhost:11434/v1/"\nmodel = "of the file"\ntemperature = 0\ntimeout_s = 20'
    environment = {"FLOWRUNNER_MODEL": "parrot-1", "FLOWRUNNER_MODEL_KEY": "sk-tiger\n", "FLOWRUNNER_KEY": "not ours"}

    settings = settings_of(tmp_path, text, environment)

    assert settings.model == ModelSettings("http://localhost:11434/v1", "parrot-1", "sk-tiger", 0.0, 20.0)
    assert "tiger" not in repr(settings)


def test_a_key_alone_makes_no_language_model() -> None:
    assert load_settings(Path("/dev/null"), {"FLOWRUNNER_MODEL_KEY": "sk-tiger"}).model is None


@pytest.mark.parametrize(("given", "missing"), [("FLOWRUNNER_MODEL", "url"), ("FLOWRUNNER_MODEL_URL", "model")])
def test_half_a_language_model_is_none(given: str, missing: str) -> None:
    with pytest.raises(UsageError, match=rf"needs both model\.url and model\.model, model\.{missing} is missing"):
        load_settings(Path("/dev/null"), {given: "http://localhost/v1"})


def test_what_is_required_must_be_possible() -> None:
    with pytest.raises(
        UsageError, match=r"^signatures are required, but there is no plivo\.auth_token to check them with$"
    ):
        load_settings(Path("/dev/null"), {"FLOWRUNNER_SIGNATURES": "require"})


def test_without_a_file_there_are_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert load_settings(None, {}) == Settings()


def test_the_file_of_this_folder_is_read_when_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    settings_of(tmp_path, "port = 1")

    assert load_settings(None, {}).port == 1


def test_secrets_are_not_shown() -> None:
    settings = Settings(secrets={"api_key": "tiger"}, plivo=PlivoAccount("MATIGER", "tiger"))
    assert "tiger" not in repr(settings).lower()


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("prot = 1", "unknown setting `prot`, did you mean `port`?"),
        ("[limits]\ncals = 1", "unknown setting `limits.cals`, did you mean `limits.calls`?"),
        ("[limit]\ncalls = 1", "unknown setting `limit.calls`, did you mean `limits.calls`?"),
        ("[requests]\nallow = []", "unknown setting `requests.allow`"),
        ('[google]\nregion = "eu.evil/"', "google.region must be a name such as eu"),
        ('[google]\nvoices = "Kore"', "google.voices must be languages and voices, such as {en-US = "),
        ("port = 'x'", "port must be a port between 0 and 65535"),
        ("port = 70000", "port must be a port between 0 and 65535"),
        ("port = true", "port must be a port between 0 and 65535"),
        ("host = 1", "host must be text"),
        ("voice = ''", 'voice must be a name, or a list of names such as ["google", "offline"]'),
        ("voice = []", "voice must be a name"),
        ("voice = ['google', 1]", "voice must be a name"),
        ("[providers]\nfailures = 0", "providers.failures must be a whole number above 0"),
        ("base_url = 'bot.example.com'", "base_url must be an address such as https://bot.example.com"),
        ("base_url = 'https://bot.example.com:70000'", "base_url must be an address such as"),
        ("base_url = 'https://[bot'", "base_url must be an address such as"),
        ("[plivo]\nauth_token = 'two words'", "plivo.auth_token must be a key without blanks"),
        ("[requests]\nallow_internal = ['localhost']", "must be a list of addresses with a port"),
        ("[requests]\nallow_internal = 9000", "must be a list of addresses"),
        ("[requests]\nallow_hosts = ['https://api.example']", "must be a list of hosts such as"),
        ("[limits]\ncalls = 1.5", "limits.calls must be a whole number"),
        ("[limits]\ndrain_s = -1", "limits.drain_s must be a number of seconds"),
        ("[limits]\ndrain_s = nan", "limits.drain_s must be a number of seconds"),
        ("[limits]\nhead_s = 0", "limits.head_s must be a number of seconds above 0"),
        ("[limits]\nconnections = 0", "limits.connections must be a whole number above 0"),
        ("[plivo]\nsignatures = 'on'", 'plivo.signatures must be "off", "warn" or "require"'),
        ("[plivo]\nstream_signatures = false", "plivo.stream_signatures must be"),
        ("trusted_proxies = ['10.0.0.1/8']", "trusted_proxies must be a list of networks such as 10.0.0.0/8"),
        ("trusted_proxies = [10]", "trusted_proxies must be a list of networks"),
        ("trusted_proxies = 10", "trusted_proxies must be a list of networks"),
        ("[model]\nurl = 'localhost:11434'", "model.url must be an address"),
        ("[model]\nkey = 'sk 1'", "model.key must be a key without blanks"),
        ("[model]\ntemperature = 3", "model.temperature must be a number between 0 and 2"),
        ("[model]\ntimeout_s = 0", "model.timeout_s must be a number of seconds above 0"),
        ("[model]\nname = 'x'", "unknown setting `model.name`"),
        ("[secrets]\napi_key = 7", "secrets.api_key must be text"),
        ("port = ", "cannot read"),
    ],
)
def test_a_mistake_is_said_in_one_line(tmp_path: Path, text: str, advice: str) -> None:
    with pytest.raises(UsageError) as caught:
        settings_of(tmp_path, text)

    assert advice in str(caught.value)
    assert "flowrunner.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_mistake_in_the_environment_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^FLOWRUNNER_PORT must be a port between 0 and 65535$"):
        settings_of(tmp_path, "", {"FLOWRUNNER_PORT": "tcp://10.0.0.1:8000"})


def test_the_command_line_wins_over_everything(tmp_path: Path) -> None:
    file = tmp_path / "flowrunner.toml"
    file.write_text(FILE)

    settings = load_settings(file, {"FLOWRUNNER_PORT": "1"}, {"host": None, "port": "2", "base_url": "http://h/"})

    assert (settings.host, settings.port, settings.base_url) == ("0.0.0.0", 2, "http://h")


def test_a_mistake_on_the_command_line_names_the_option() -> None:
    with pytest.raises(UsageError, match=r"^--base-url must be an address such as https://bot.example.com$"):
        load_settings(None, {}, {"base_url": "bot.example.com"})


def test_a_file_that_cannot_be_read_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*none\.toml: no such file or directory"):
        load_settings(tmp_path / "none.toml", {})
    with pytest.raises(UsageError, match="is a directory"):
        load_settings(tmp_path, {})
    (tmp_path / "latin.toml").write_bytes(b"host = '\xe9'")
    with pytest.raises(UsageError, match="not UTF-8 text"):
        load_settings(tmp_path / "latin.toml", {})


def test_text_messages_come_from_a_number(tmp_path: Path) -> None:
    text = '[sms]\nvia = "console"\nfrom = "+15550100000"\n'
    assert settings_of(tmp_path, text).sms == SmsSettings("console", "+15550100000")
    assert settings_of(tmp_path, text, {"FLOWRUNNER_SMS_FROM": "+15550100001"}).sms.sender == "+15550100001"


def test_text_messages_go_via_plivo_only_with_an_account(tmp_path: Path) -> None:
    account = '[plivo]\nauth_id = "MA"\nauth_token = "t"\n'
    assert settings_of(tmp_path, account).sms.via is None
    assert settings_of(tmp_path, account + '[sms]\nvia = "plivo"\n').sms.via == "plivo"
    with pytest.raises(UsageError, match=r"there is no plivo.auth_id with its plivo.auth_token"):
        settings_of(tmp_path, '[sms]\nvia = "plivo"\n')


def test_an_unknown_carrier_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r'sms.via must be "console" or "plivo"'):
        settings_of(tmp_path, '[sms]\nvia = "pigeon"\n')


def test_googles_speech_can_be_set(tmp_path: Path) -> None:
    text = '[google]\nregion = "EU"\nmodel = "telephony"\nvoices = {hi-IN = "hi-IN-Wavenet-A"}'
    assert settings_of(tmp_path, text).google == GoogleSettings("eu", "telephony", {"hi-IN": "hi-IN-Wavenet-A"})
    environment = {"FLOWRUNNER_GOOGLE_VOICES": "en-US=en-US-Chirp3-HD-Kore, hi-IN=hi-IN-Wavenet-A"}
    voices = settings_of(tmp_path, "", environment).google.voices
    assert voices == {"en-US": "en-US-Chirp3-HD-Kore", "hi-IN": "hi-IN-Wavenet-A"}


def test_a_region_is_a_host_of_its_own() -> None:
    assert GoogleSettings("eu").endpoint("speech.googleapis.com") == "eu-speech.googleapis.com"
    assert GoogleSettings().endpoint("speech.googleapis.com") is None


def test_what_is_kept_of_traces_can_be_set(tmp_path: Path) -> None:
    file = tmp_path / "flowrunner.toml"
    file.write_text("[traces]\ndays = 3\nerror_days = 30\nmost = 500\n")
    assert load_settings(file, {}).traces == TraceSettings(3, 30, 500)
    assert load_settings(file, {"FLOWRUNNER_TRACES_OFF": "true"}).traces.off
    with pytest.raises(UsageError, match="FLOWRUNNER_TRACES_OFF must be true or false"):
        load_settings(file, {"FLOWRUNNER_TRACES_OFF": "maybe"})
