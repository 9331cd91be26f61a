"""How a request came: by what scheme, to which host, from whom. A proxy tells, and is believed only if it is ours.

``X-Forwarded-For``, ``-Proto`` and ``-Host`` are read, or ``Forwarded`` (RFC 7239) where there is none of them: whoever
sits in front of a host writes one kind and passes the other on as it came, from anybody. Each proxy appends whom it
heard from, so the lists are read from the right, as far as the proxies are ours; who comes next is the client.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from multidict import MultiMapping

Network = IPv4Network | IPv6Network

_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?")
_PAIR = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"([^"\\]*)"|([^\s";,]*))\s*')
_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a request came. ``client`` is an address without a port, or empty when nothing is known."""

    scheme: str
    host: str
    client: str

    @property
    def base(self) -> str | None:
        """Return ``scheme://host``, or None where the host is not the name of one."""
        return f"{self.scheme}://{self.host}" if is_host(self.host) else None


def arrival(direct: Arrival, headers: MultiMapping[str], trusted: Sequence[Network]) -> Arrival:
    """Return how a request really came; ``direct`` is what the connection itself tells. Header names ignore case."""
    if not is_within(direct.client, trusted):
        return direct
    hops = _x_forwarded(headers) or _forwarded(headers)
    seen = direct
    for hop in reversed(hops):
        seen = Arrival(hop.scheme or seen.scheme, hop.host or seen.host, hop.client or seen.client)
        if not hop.client or not is_within(hop.client, trusted):
            break
    return seen


def is_host(text: str) -> bool:
    """Tell whether a text is the name or the address of a host, perhaps with a port."""
    found = _HOST.fullmatch(text)
    return found is not None and int(found[1] or 0) <= 65535


def is_within(address: str, networks: Sequence[Network]) -> bool:
    """Tell whether an address lies in one of the networks; an IPv4 address may be written as an IPv6 one."""
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def plain_address(text: str) -> str:
    """Return an address without port, brackets, scope and disguise; nothing for what is none, such as ``unknown``."""
    parsed = _parsed(text)
    return str(parsed) if parsed is not None else ""


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        parsed = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def _x_forwarded(headers: MultiMapping[str]) -> list[Arrival]:
    """Return one hop for each address; a scheme or a host that was told only once is that of all hops."""
    clients = _listed(headers, "X-Forwarded-For")
    schemes = _listed(headers, "X-Forwarded-Proto")
    hosts = _listed(headers, "X-Forwarded-Host")
    length = max(len(clients), 1 if schemes or hosts else 0)
    return [
        _hop(_from_right(clients, place), _from_right(schemes, place), _from_right(hosts, place))
        for place in range(length, 0, -1)
    ]


def _from_right(values: list[str], place: int) -> str:
    """Return what the hop at this place, counted from the right, told; the leftmost value stands for all before it."""
    return values[max(len(values) - place, 0)] if values else ""


def _forwarded(headers: MultiMapping[str]) -> list[Arrival]:
    elements = _listed(headers, "Forwarded")
    found = [{name.lower(): quoted or bare for name, quoted, bare in _PAIR.findall(element)} for element in elements]
    return [_hop(pairs.get("for", ""), pairs.get("proto", ""), pairs.get("host", "")) for pairs in found]


def _hop(client: str, scheme: str, host: str) -> Arrival:
    lowered = scheme.lower()
    return Arrival(lowered if lowered in _SCHEMES else "", host if is_host(host) else "", plain_address(client))


def _listed(headers: MultiMapping[str], name: str) -> list[str]:
    """Return the values of a header; several lines of it are one list."""
    return [each.strip() for line in headers.getall(name, []) for each in line.split(",")]
