"""Readers of settings: each returns a value, or raises ValueError with what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

_LABEL = re.compile(r"[a-z0-9-]+")
_HOST = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*")


def text(value: object) -> str:
    """Read text that is not empty."""
    if not isinstance(value, str) or not value:
        raise ValueError("text")
    return value


def names(value: object) -> tuple[str, ...]:
    """Read one name or several: a list, or a text with commas."""
    texts = value.split(",") if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts) or not texts:
        raise ValueError('a name, or a list of names such as ["google", "offline"]')
    return tuple(text.strip() for text in texts)


def label(value: object) -> str:
    """Read one part of the name of a host."""
    name = text(value).lower()
    if not _LABEL.fullmatch(name):
        raise ValueError("a name such as eu")
    return name


def voices(value: object) -> Mapping[str, str]:
    """Read the voice of each language: a table, or a text such as ``en-US=Kore,hi-IN=Puck``."""
    table = dict(each.strip().partition("=")[::2] for each in value.split(",")) if isinstance(value, str) else value
    if not isinstance(table, dict) or not all(isinstance(name, str) and name for name in (*table, *table.values())):
        raise ValueError('languages and voices, such as {en-US = "en-US-Chirp3-HD-Kore"}')
    return table


def path(value: object) -> Path:
    """Read a path; `~` is the home of the user."""
    return Path(text(value)).expanduser()


def whole(value: object) -> int:
    """Read a whole number."""
    digits = str(value).strip()
    if isinstance(value, bool | float) or not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise ValueError("a whole number")
    return int(digits)


def flag(value: object) -> bool:
    """Read true or false."""
    found = {"true": True, "false": False}.get(str(value).strip().lower())
    if found is None:
        raise ValueError("true or false")
    return found


def port(value: object) -> int:
    """Read a port; 0 means any."""
    try:
        number = whole(value)
    except ValueError:
        number = -1
    if not 0 <= number <= 65535:
        raise ValueError("a port between 0 and 65535")
    return number


def seconds(value: object) -> float:
    """Read a number of seconds, up to a day."""
    return between(value, 86_400, "a number of seconds")


def between(value: object, most: int, what: str = "a number") -> float:
    """Read a number from 0 to ``most``."""
    try:
        number = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
    except (ValueError, OverflowError):
        number = -1.0
    if not 0 <= number <= most:
        raise ValueError(f"{what} between 0 and {most}")
    return number


def temperature(value: object) -> float:
    """Read how freely a language model may speak."""
    return between(value, 2)


def key(value: object) -> str:
    """Read a key or a token."""
    found = text(value).strip()
    if not found.isascii() or not found.isprintable() or " " in found:
        raise ValueError("a key without blanks")
    return found


def some_seconds(value: object) -> float:
    """Read a number of seconds above 0."""
    number = seconds(value)
    if number == 0:
        raise ValueError("a number of seconds above 0")
    return number


def url(value: object) -> str:
    """Read an address of the web, without a slash at its end."""
    address = text(value).rstrip("/")
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - looked at for its error
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("an address such as https://bot.example.com")
    return address


def hosts(value: object) -> frozenset[str]:
    """Read the names of hosts: a list, or a text with commas."""
    texts = value.split(",") if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError("a list of hosts such as api.example.com")
    names = frozenset(text.strip().lower() for text in texts if text.strip())
    if not all(_HOST.fullmatch(name) for name in names):
        raise ValueError("a list of hosts such as api.example.com or *.example.com, without https:// or a port")
    return names


def addresses(value: object) -> frozenset[str]:
    """Read a list of addresses, each with its port."""
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


def networks(value: object) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read a list of networks."""
    texts = value.split(",") if isinstance(value, str) else value
    try:
        if isinstance(texts, list):
            return tuple(ip_network(text.strip()) for text in texts if text.strip())
    except (AttributeError, ValueError):
        pass
    raise ValueError("a list of networks such as 10.0.0.0/8")


def at_least_one(value: object) -> int:
    """Read a whole number above 0."""
    number = whole(value)
    if number == 0:
        raise ValueError("a whole number above 0")
    return number


def one_of(*words: str) -> Callable[[object], str]:
    """Return a reader of one of some words."""

    def read(value: object) -> str:
        if value not in words:
            *others, last = (f'"{word}"' for word in words)
            raise ValueError(f"{', '.join(others)} or {last}" if others else last)
        return str(value)

    return read
