"""Whose address a request has: the peer's, or the one that a trusted proxy tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

HEADER = b"x-forwarded-for"
"""The only one that is read: what a proxy does not write itself it passes on, lies included."""

MOST_HOPS = 32


class Proxies:
    """The proxies that are believed. An untrusted peer's headers change nothing."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self.trusted = tuple(trusted)

    def trusts(self, address: str) -> bool:
        """True where what comes from this address (as `plain` writes it) is believed."""
        found = _address(address)
        return found is not None and any(found in network for network in self.trusted)

    def sender(self, peer: str, headers: Iterable[tuple[bytes, bytes]]) -> str:
        """The address that a request counts for: of a trusted peer the right-most address in `X-Forwarded-For` that
        is not a trusted proxy's; where that cannot be read, the last proxy that was believed."""
        if not self.trusted or not self.trusts(peer):
            return peer
        told = b",".join(value for name, value in headers if name == HEADER).decode("latin-1")
        believed = peer
        for hop in reversed(told.rsplit(",", MOST_HOPS)[-MOST_HOPS:]):
            found = _address(_without_port(hop.strip()))
            if found is None:
                break
            believed = str(found)
            if not self.trusts(believed):
                break
        return believed


def plain(address: str) -> str:
    """An address as it is compared: IPv4 as such also where it comes within IPv6, no zone."""
    found = _address(address)
    return address if found is None else str(found)


def share_of(address: str) -> str:
    """Who shares one allowance: an IPv4 address, or the IPv6 network of 64 bits that one subscriber has."""
    found = _address(address)
    return str(IPv6Network((int(found), 64), strict=False)) if isinstance(found, IPv6Address) else address


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _without_port(hop: str) -> str:
    """`192.0.2.1:80` and `[2001:db8::1]:80` without brackets and port."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
