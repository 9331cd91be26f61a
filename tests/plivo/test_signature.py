"""Signatures: the vectors, what Plivo's SDK says of the same request, and what must not pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plivo.utils.signature_v3 import validate_v3_signature

from flowrunner.plivo.signature import (
    MAIN_SIGNATURE,
    NONCE,
    SIGNATURE,
    Signatures,
    fits,
    read_signatures,
    sign,
    signed_get,
    signed_post,
    upgrade_forms,
)

Vector = dict[str, Any]
VECTORS: list[Vector] = json.loads((Path(__file__).parents[1] / "data/plivo_signatures.json").read_text("utf-8"))
TOKEN = "Y2hhbmdlbWUtdGVzdC10b2tlbi0wMDAwMDAwMDAwMDA"
ANSWER = "https://bot.example.com/answer"
WORST = 'Jörg & "Söhne" =?+%/#\t.\U0001f600'


def text_of(vector: Vector) -> str:
    """Return what is signed, without the nonce."""
    form = list((vector["params"] or {}).items())
    return signed_post(vector["uri"], form) if vector["method"] == "POST" else signed_get(vector["uri"], form)


def given_once(signature: str, nonce: str = "1") -> Signatures:
    return read_signatures([(SIGNATURE, signature), (NONCE, nonce)])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_known_request_is_signed_as_known(vector: Vector) -> None:
    text = text_of(vector)

    assert f"{text}.{vector['nonce']}" == vector["message"]
    assert sign(vector["token"], vector["message"]) == vector["signature"]
    assert fits(vector["token"], given_once(vector["signature"], vector["nonce"]), text)


def test_there_are_seventeen_of_them() -> None:
    assert len(VECTORS) == 17


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_whatever_differs_does_not_fit(vector: Vector) -> None:
    text, right, nonce = text_of(vector), vector["signature"], vector["nonce"]

    assert not fits(vector["token"], given_once(right, nonce + "0"), text)
    assert not fits(vector["token"] + "x", given_once(right, nonce), text)
    assert not fits(vector["token"], given_once(right, nonce), text + "x")
    assert not fits(vector["token"], given_once(right, nonce), text.replace(".example", ".elsewhere") + "/")
    for wrong in (right[:-1], right + "=", right[1:], right.lower(), "é" + right, "\udcff", ""):
        assert not fits(vector["token"], given_once(wrong, nonce), text)
    assert not fits(vector["token"], given_once(right, ""), text)


def test_what_is_signed_for_get_does_not_fit_post() -> None:
    form = [("CallUUID", "c1"), ("From", "1")]

    assert signed_get(ANSWER, form) != signed_post(ANSWER, form)


@pytest.mark.parametrize("how", ["{}", " {} ", "AAAA=,{}", "AAAA=, {} ,BBBB=", ",,{},", "{},{}"])
def test_one_of_several_signatures_is_enough(how: str) -> None:
    right = sign(TOKEN, "text.1")

    assert fits(TOKEN, given_once(how.replace("{}", right)), "text")


def test_either_header_will_do_and_each_may_come_twice() -> None:
    right = sign(TOKEN, "text.1")
    other = sign("the token of a subaccount", "text.1")

    for headers in (
        [(SIGNATURE, right)],
        [(MAIN_SIGNATURE, right)],
        [(SIGNATURE, other), (MAIN_SIGNATURE, right)],
        [(SIGNATURE.lower(), right), (MAIN_SIGNATURE.upper(), other)],
        [(SIGNATURE, other), (SIGNATURE, right)],
    ):
        assert fits(TOKEN, read_signatures([*headers, (NONCE, " 1 ")]), "text")


def test_version_two_is_worth_nothing() -> None:
    headers = [("X-Plivo-Signature-V2", sign(TOKEN, ANSWER + "1")), ("X-Plivo-Signature-V2-Nonce", "1")]

    assert read_signatures(headers) == Signatures()


def test_what_is_missing_is_named() -> None:
    assert read_signatures([]).missing == (SIGNATURE, NONCE)
    assert read_signatures([(SIGNATURE, ",, ,"), (NONCE, "1")]).missing == (SIGNATURE,)
    assert read_signatures([(MAIN_SIGNATURE, "a")]).missing == (NONCE,)
    assert read_signatures([(MAIN_SIGNATURE, "a"), (NONCE, "1")]).missing == ()


def test_names_that_come_twice_are_signed_by_value() -> None:
    assert signed_get(f"{ANSWER}?r=2&a=&r=1") == f"{ANSWER}?a=&r=1&r=2"
    assert signed_post(f"{ANSWER}?r=2&r=1", [("d", "2"), ("d", "1"), ("b", "")]) == f"{ANSWER}?r=1&r=2.bd1d2"
    assert signed_post(ANSWER, [("d", "2")]) == f"{ANSWER}?d2"
    assert signed_post(ANSWER, []) == signed_get(ANSWER + "#fragment") == ANSWER


def test_what_is_not_ascii_is_signed_as_it_is_meant() -> None:
    assert signed_get(f"{ANSWER}?name={quote_plus(WORST)}") == f"{ANSWER}?name={WORST}"
    assert signed_post(ANSWER, [("name", WORST)]) == f"{ANSWER}?name{WORST}"
    assert sign(TOKEN, "\udcff") != sign(TOKEN, "?")


# What the SDK cannot read is left out of these: it raises UnicodeEncodeError for a query that is not ASCII once it is
# decoded, ValidationError for addresses of sockets and for odd hosts, and cuts `;...` off the path.
names = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=8)
ascii_names = st.text(st.characters(codec="ascii"), max_size=8)
queries = st.lists(st.tuples(ascii_names, ascii_names), max_size=4)
forms = st.dictionaries(names, names | st.lists(names, min_size=1, max_size=3), max_size=5)
places = st.sampled_from(["bot.example.com", "bot.example.com:8443", "127.0.0.1:8000", "localhost"])
paths = st.lists(st.text("abcXYZ019-_.~ é%/", max_size=6).map(lambda part: quote(part, safe="/")), max_size=3)


@given(st.sampled_from(["http", "https"]), places, paths, queries, forms, st.sampled_from(["GET", "POST"]))
def test_the_sdk_agrees(
    scheme: str,
    place: str,
    path: list[str],
    query: list[tuple[str, str]],
    form: dict[str, str | list[str]],
    method: str,
) -> None:
    written = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in query)
    url = f"{scheme}://{place}/{'/'.join(path)}" + (f"?{written}" if written else "")
    pairs = [(name, each) for name, value in form.items() for each in ([value] if isinstance(value, str) else value)]
    text = signed_post(url, pairs) if method == "POST" else signed_get(url, pairs)
    nonce = "12345678901234567890"

    assert validate_v3_signature(method, url, nonce, TOKEN, sign(TOKEN, f"{text}.{nonce}"), form)


@given(st.text(), st.text(), st.text(), st.lists(st.tuples(st.text(), st.text())))
def test_no_request_is_too_odd_to_be_refused(
    signature: str, nonce: str, query: str, form: list[tuple[str, str]]
) -> None:
    signatures = read_signatures([(SIGNATURE, signature), (NONCE, nonce)])

    assert not fits(TOKEN, signatures, signed_get(f"{ANSWER}?{query}", form))
    assert not fits(TOKEN, signatures, signed_post(f"{ANSWER}?{query}", form))


UPGRADES = [vector for vector in VECTORS if "/ws" in vector["uri"]]


@pytest.mark.parametrize("vector", UPGRADES, ids=lambda vector: vector["name"])
def test_every_known_signature_of_an_upgrade_is_among_the_forms(vector: Vector) -> None:
    query = "" if "P3" in vector["name"] else "?t=tok123"
    public = "https://tunnel.example/ws" if "P3" in vector["name"] else "https://bot.example.com/ws/abc"
    right = given_once(vector["signature"], vector["nonce"])

    assert [name for name, text in upgrade_forms(public + query) if fits(vector["token"], right, text)]


def test_the_forms_of_an_upgrade_have_names_and_the_likeliest_comes_first() -> None:
    forms = dict(upgrade_forms("https://h/s/t"))

    assert next(iter(forms.items())) == ("http", "http://h/s/t")
    assert forms["https+port+websocket"] == "https://h:443/s/t/websocket"
    assert len(forms) == 16
    assert dict(upgrade_forms("http://h:80/s?a=1"))["wss-port-query"] == "wss://h/s"


def test_an_upgrade_signed_for_another_place_is_not_among_the_forms() -> None:
    right = given_once(sign(TOKEN, "http://elsewhere.example/s/t.1"))

    assert not any(fits(TOKEN, right, text) for _name, text in upgrade_forms("https://h/s/t"))
