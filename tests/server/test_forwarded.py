"""Whom the host believes about where a request came from."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from flowrunner.server.forwarded import Arrival, arrival, is_within, plain_address

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
DIRECT = Arrival("http", "inside:8000", "10.0.0.1")


def seen(headers: dict[str, str], peer: str = "10.0.0.1") -> Arrival:
    return arrival(Arrival("http", "inside:8000", peer), CIMultiDict(headers), PROXIES)


def test_a_stranger_is_not_believed() -> None:
    headers = {
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=1.2.3.4;proto=https;host=evil.example",
    }

    assert seen(headers, "203.0.113.9") == Arrival("http", "inside:8000", "203.0.113.9")
    assert arrival(DIRECT, CIMultiDict(headers), ()) == DIRECT


def test_a_proxy_of_ours_is_believed() -> None:
    headers = {
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-proto": "HTTPS",
        "x-forwarded-host": "bot.example.com",
    }

    assert seen(headers) == Arrival("https", "bot.example.com", "203.0.113.9")
    assert seen(headers, "::ffff:10.9.9.9") == Arrival("https", "bot.example.com", "203.0.113.9")
    assert seen({"X-Forwarded-Proto": "https"}) == Arrival("https", "inside:8000", "10.0.0.1")
    assert seen({}) == DIRECT


def test_who_pretends_to_come_from_elsewhere_is_seen_where_our_proxy_saw_him() -> None:
    headers = {"X-Forwarded-For": "1.1.1.1, 10.2.2.2, 203.0.113.9", "X-Forwarded-Proto": "http, https"}

    assert seen(headers) == Arrival("https", "inside:8000", "203.0.113.9")


def test_a_line_of_his_own_does_not_hide_the_line_of_our_proxy() -> None:
    headers = CIMultiDict([("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "203.0.113.9")])

    assert arrival(DIRECT, headers, PROXIES).client == "203.0.113.9"


def test_several_proxies_of_ours_are_passed() -> None:
    headers = {"X-Forwarded-For": "1.1.1.1, 203.0.113.9, 10.0.0.2", "X-Forwarded-Proto": "https, http"}

    assert seen(headers) == Arrival("https", "inside:8000", "203.0.113.9")
    assert seen({**headers, "X-Forwarded-Proto": "https"}).scheme == "https"


@pytest.mark.parametrize("word", ["unknown", "_hidden", "", "10.0.0.999", "999"])
def test_whom_a_proxy_does_not_name_nobody_names_for_it(word: str) -> None:
    assert seen({"X-Forwarded-For": f"1.1.1.1, {word}"}) == DIRECT


def test_the_standard_header_is_read_where_there_is_no_other() -> None:
    header = 'for=1.1.1.1, for="[2001:db8::1]:4711";proto=https;host="bot.example.com:8443";by=10.0.0.1'

    assert seen({"Forwarded": header}) == Arrival("https", "bot.example.com:8443", "2001:db8::1")
    assert seen({"Forwarded": header, "X-Forwarded-Proto": "http"}) == DIRECT


def test_a_host_or_a_scheme_that_is_none_is_not_taken() -> None:
    assert seen({"X-Forwarded-Host": "a b", "X-Forwarded-Proto": "javascript"}) == DIRECT


@pytest.mark.parametrize("host", ["", "[", "a b", "a/b", "a@b", "h:123456", "h:70000", "h:", "<h>", "é"])
def test_what_is_no_host_makes_no_address(host: str) -> None:
    assert Arrival("http", host, "").base is None


@pytest.mark.parametrize("host", ["bot.example.com", "127.0.0.1:8000", "[::1]:8000", "a_b"])
def test_what_is_a_host_makes_an_address(host: str) -> None:
    assert Arrival("https", host, "").base == f"https://{host}"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("1.2.3.4:80", "1.2.3.4"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", ""),
    ],
)
def test_an_address_is_written_in_one_way(text: str, plain: str) -> None:
    assert plain_address(text) == plain


@given(st.lists(st.sampled_from(["10.0.0.7", "203.0.113.9", "fd00::1", "unknown", "2001:db8::1"])), st.text())
def test_a_client_is_never_whom_only_a_stranger_named(listed: list[str], junk: str) -> None:
    found = seen({"X-Forwarded-For": ",".join(listed), "Forwarded": junk})
    believed = [
        address for n, address in enumerate(listed) if all(is_within(each, PROXIES) for each in listed[n + 1 :])
    ]

    assert found.client in ["10.0.0.1", *believed]
