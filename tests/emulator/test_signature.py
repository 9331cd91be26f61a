import pytest

from flowrunner.emulator.signature import headers, sign, signed_socket_url, signed_text
from flowrunner.emulator.xml import Method

TOKEN = "Y2hhbmdlbWUtdGVzdC10b2tlbi0wMDAwMDAwMDAwMDA"
ANSWER = "https://bot.example.com/answer"
FORM = {"CallUUID": "97ceeb52-58b6-11e1-86da-77300b68f8bb", "From": "14155550199", "To": "14155550100"}


@pytest.mark.parametrize(
    ("method", "url", "form", "nonce", "signature"),
    [
        ("GET", ANSWER, {}, "12345678901234567890", "AWIIH7QF495Dy4ndtyiYnGEtBZ3diGkK6+/rgVKUv4k="),
        (
            "GET",
            f"{ANSWER}?To=14155550100&From=14155550199&CallUUID=97ceeb52-58b6-11e1-86da-77300b68f8bb&Direction=inbound",
            {},
            "05429567804466091622",
            "fDKa743XJVGhiwQAvP6YofmF8oJLYPkbEKnZey1bnr4=",
        ),
        (
            "POST",
            ANSWER,
            FORM | {"CallStatus": "ringing", "Direction": "inbound", "Event": "StartApp"},
            "05429567804466091622",
            "8GPzK6o/Vo7oZzaRnlV9Cs0vUuEdzWGHxQngk6lxazY=",
        ),
        (
            "POST",
            f"{ANSWER}?flow=main&v=2",
            FORM | {"ForwardedFrom": ""},
            "99999999999999999999",
            "JtpaDgK0sfflLqlNlKftJJZnrRL2ypkd4OMG8CMSxGU=",
        ),
        (
            "POST",
            "https://bot.example.com/hangup?b=2&a=1",
            {},
            "1" * 20,
            "Ou6vWr50xDtSHF9MD0eOfnqtb7M8N5IWVwWe2hKeNNo=",
        ),
        (
            "GET",
            f"{ANSWER}?name=J%C3%B6rg%20M&plus=a+b&blank=&r=2&r=1",
            {},
            "2" * 20,
            "izK6mBnI7sUopP9q53CHbaLZsjgOx+D0yw+BUroqdvw=",
        ),
        (
            "POST",
            ANSWER,
            {"CallerName": "Jörg", "From": "+14155550199"},
            "3" * 20,
            "nIMYlSyoR0tTOcASCdwLG6AowGHHx9MxCee/OPi3MdE=",
        ),
    ],
)
def test_requests_are_signed_as_plivo_signs_them(
    method: Method, url: str, form: dict[str, str], nonce: str, signature: str
) -> None:
    assert sign(TOKEN, signed_text(method, url, form, nonce)) == signature


def test_the_handshake_of_a_socket_is_signed_as_plain_http() -> None:
    url = signed_socket_url("wss://bot.example.com/ws/abc?t=tok123")
    assert sign(TOKEN, signed_text("GET", url, {}, "4" * 20)) == "MP1GNkU4bBw2IZ93bHyw7q0St+FOvsOmBgjNeJxyHsA="


def test_every_request_has_a_nonce_of_its_own() -> None:
    nonces = {headers(TOKEN, "GET", ANSWER, {})["X-Plivo-Signature-V3-Nonce"] for _ in range(5)}
    assert len(nonces) == 5
    assert all(len(nonce) == 20 and nonce.isdecimal() for nonce in nonces)
