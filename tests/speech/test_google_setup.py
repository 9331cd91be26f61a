"""Google asked for without what it needs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from flowrunner.cli import main
from flowrunner.errors import UsageError
from flowrunner.speech.google.recognizer import GoogleRecognizer
from flowrunner.speech.google.voice import GoogleVoice
from flowrunner.speech.registry import open_speech

FLOW = """
flow: good
start: hello
fallback: hello
states:
  hello: {say: Hello., go: hangup}
"""


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials: none in the environment, none in the home, no machine of Google's."""
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")


@pytest.mark.parametrize(
    ("voice", "recognizer", "module"),
    [("google", "none", "voice"), ("none", "google", "recognizer")],
)
def test_without_the_extra_the_command_to_install_it_is_said(
    voice: str, recognizer: str, module: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in sys.modules if name.startswith("flowrunner.speech.google.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "google.cloud.speech_v1.types", None)
    monkeypatch.setitem(sys.modules, "google.cloud.texttospeech_v1.types", None)
    with pytest.raises(UsageError) as error:
        open_speech(voice, recognizer, tmp_path)
    assert str(error.value) == f"the {module} `google` needs an extra: pip install 'flowrunner-ivr[google]'"


async def test_google_speech_is_opened_by_name(tmp_path: Path) -> None:
    speech = open_speech("google", "google", tmp_path)
    [[voice], [recognizer]] = speech.chains
    assert isinstance(voice, GoogleVoice)
    assert isinstance(recognizer, GoogleRecognizer)
    assert [circuit.provider for circuit in speech.circuits] == ["google voice", "google recognizer"]
    await speech.aclose()


async def test_with_a_key_both_are_ready(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    account = {
        "type": "service_account",
        "client_email": "bot@bank.iam.gserviceaccount.com",
        "token_uri": "https://oauth2.googleapis.com/token",
        "private_key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    }
    (tmp_path / "key.json").write_text(json.dumps(account))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))
    speech = open_speech("google", "google", tmp_path)
    await speech.warm()
    await speech.aclose()


@pytest.mark.parametrize("setting", ["VOICE", "RECOGNIZER"])
def test_without_credentials_nothing_is_served(
    setting: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "flow.yaml").write_text(FLOW)
    for name in ("VOICE", "RECOGNIZER"):
        monkeypatch.setenv(f"FLOWRUNNER_{name}", "google" if name == setting else "none")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nowhere.json"))

    assert main(["serve", str(tmp_path / "flow.yaml"), "--port", "0"]) == 2

    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("flowrunner serve: google needs GOOGLE_APPLICATION_CREDENTIALS, the path of a key file: ")
    assert "nowhere.json" in line


async def test_who_stands_in_serves_without_the_credentials_of_the_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    speech = open_speech(["google", "offline"], "none", tmp_path)
    await speech.warm()
    await speech.aclose()
    [record] = [record for record in caplog.records if record.name.startswith("flowrunner")]
    assert record.getMessage() == "a provider cannot be used, the others stand in for it"
    assert "GOOGLE_APPLICATION_CREDENTIALS" in vars(record)["reason"]


@pytest.mark.parametrize("content", [None, "{", '{"type": "nonsense"}', "\udcff"])
def test_credentials_that_are_none_are_said_in_one_line(
    content: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "flow.yaml").write_text(FLOW)
    monkeypatch.setenv("FLOWRUNNER_VOICE", "google")
    monkeypatch.setenv("FLOWRUNNER_RECOGNIZER", "none")
    if content is not None:
        (tmp_path / "key.json").write_text(content, encoding="utf-8", errors="surrogateescape")
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "key.json"))

    assert main(["serve", str(tmp_path / "flow.yaml"), "--port", "0"]) == 2

    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("flowrunner serve: google needs GOOGLE_APPLICATION_CREDENTIALS")
