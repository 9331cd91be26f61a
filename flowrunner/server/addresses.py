"""Which network addresses are nobody's business but ours."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_CARRIES_IPV4 = (
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64, RFC 6052: `is_global` lets it pass
    (IPv6Network("::/96"), 0),  # IPv4-compatible, RFC 4291: deprecated, still routed by some
    (IPv6Network("2002::/16"), 80),  # 6to4, RFC 3056
)
"""Networks whose addresses hold an IPv4 address, and how many bits stand to its right."""


def is_internal(address: str) -> bool:
    """Tell whether an address is not on the public internet, whichever way it is written; unreadable ones are."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return True
    return _is_internal(parsed)


def _is_internal(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return _is_internal(inner)
    return not address.is_global or address.is_multicast or address.is_reserved


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    for network, shift in _CARRIES_IPV4:
        if address in network:
            return IPv4Address(int(address) >> shift & 0xFFFF_FFFF)
    return None
