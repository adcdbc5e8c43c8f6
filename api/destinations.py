"""Where a webhook may lead: an address on the public internet, over https, unless a setting allows more.

A name is looked up, and every address that it has must be public: not loopback, private, link-local, multicast or
reserved (IANA's special-purpose registries, RFC 6890; shared address space, RFC 6598), and no IPv6 address that carries
an IPv4 one inside it (RFC 4291, 2.5.5; RFC 6052; RFC 3056; RFC 4380).
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from clauses.errors import InvalidOption

Resolve = Callable[[str, int], tuple[str, ...]]
"""The addresses of a name, for a port. Raises OSError where it has none."""

_PATH: Final = "url"
_HTTPS_PORT: Final = 443
_FIRST_UNPRIVILEGED: Final = 1024
_SPECIAL: Final = tuple(
    ip_network(each)
    for each in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"),
        *("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23"),
        *("2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10"),
    )
)


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL that may be one, taken apart. ``target`` is its path with its query, ``authority`` what Host says."""

    https: bool
    host: str
    port: int
    authority: str
    target: str


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses that the machine's resolver gives, each once, in its order. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(each[4][0]) for each in found))


def destination_of(url: str, *, private: bool) -> Destination:
    """``url`` taken apart. With ``private`` it may be http too, and on any port. Raises :class:`InvalidOption`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused("is no URL") from None
    host = (parts.hostname or "").rstrip(".")
    if not url.isascii() or not url.isprintable() or any(sign in url for sign in ' \\"<>^`{|}'):
        raise _refused("holds what has to be encoded in a URL")
    if parts.scheme not in ("https", "http") or not host:
        raise _refused("must begin with https:// and name a host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _refused("may hold no name, no password and no fragment")
    if parts.scheme == "http" and not private:
        raise _refused("must be https")
    port = port if port is not None else _HTTPS_PORT if parts.scheme == "https" else 80
    if not private and port != _HTTPS_PORT and port < _FIRST_UNPRIVILEGED:
        raise _refused(f"may name port {_HTTPS_PORT} or one from {_FIRST_UNPRIVILEGED}")
    return Destination(parts.scheme == "https", host, port, _authority(parts, host), _target(parts))


def checked_addresses(destination: Destination, resolve: Resolve, *, private: bool) -> tuple[str, ...]:
    """The addresses of a destination, each of which may be connected to. Raises :class:`InvalidOption` where one may
    not, without naming it, and OSError where there is none."""
    found = resolve(destination.host, destination.port)
    if not found:
        raise OSError("the name has no address")
    if not all(may_be_reached(each, private=private) for each in found):
        raise _refused("leads to an address that is not on the public internet")
    return found


def check_destination(url: str, resolve: Resolve, *, private: bool) -> None:
    """Refuse a URL that no delivery would go to. A name that has no address yet may get one: it is looked up again at
    each delivery. Raises :class:`InvalidOption`."""
    destination = destination_of(url, private=private)
    with suppress(OSError):
        checked_addresses(destination, resolve, private=private)


def may_be_reached(address: str, *, private: bool) -> bool:
    """Whether anything may be sent to an IP address: a public one; with ``private`` any that names one machine."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if known.is_multicast or known.is_unspecified:
        return False
    return private or _is_public(known)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if any(address in each for each in _SPECIAL if each.version == address.version):
        return False
    special = address.is_loopback or address.is_private or address.is_link_local or address.is_reserved
    return address.is_global and not special


def _authority(parts: SplitResult, host: str) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if parts.port is None else f"{name}:{parts.port}"


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _refused(why: str) -> InvalidOption:
    return InvalidOption(f"The URL {why}.", _PATH)
