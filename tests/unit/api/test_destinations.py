"""Where a webhook may lead, without any network: the resolver is made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from api.destinations import check_destination, checked_addresses, destination_of, may_be_reached
from clauses.errors import InvalidOption

PUBLIC = ["93.184.216.34", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450::1"]
REFUSED = [
    *("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "100.127.255.255", "0.0.0.0", "0.1.2.3", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.7", "192.88.99.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "fec0::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::7f00:1"),
    *("2002:7f00:1::1", "2001:0:7f00:1::1", "100::1", "no address"),
]
NEVER = {"0.0.0.0", "::", "224.0.0.1", "239.1.1.1", "ff02::1", "no address"}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_reached(address: str) -> None:
    assert may_be_reached(address, private=False)


@pytest.mark.parametrize("address", REFUSED)
def test_any_other_address_is_refused_and_with_the_setting_one_that_names_no_machine(address: str) -> None:
    assert not may_be_reached(address, private=False)
    assert may_be_reached(address, private=True) == (address not in NEVER)


@pytest.mark.parametrize(
    "url",
    [
        *("http://hooks.example/a", "ftp://hooks.example/a", "//hooks.example/a", "https:///a", "https://", "hooks"),
        *("https://me@hooks.example/", "https://me:word@hooks.example/", "https://hooks.example/#part"),
        *("https://hooks.example:80/", "https://hooks.example:25/", "https://hooks.example:99999/", "https://[::1/"),
        *("https://hooks.example\\@127.0.0.1/", "https://hooks.example/a b", "https://hooks.example/\r\nHost: a"),
        *("https://höoks.example/", "https://hooks.example/{id}"),
    ],
)
def test_a_url_that_is_none_of_a_webhook_is_refused(url: str) -> None:
    with pytest.raises(InvalidOption, match="The URL "):
        destination_of(url, private=False)


def test_a_url_is_taken_apart() -> None:
    found = destination_of("https://Hooks.Example.:8443/in?from=mou", private=False)
    assert (found.https, found.host, found.port, found.target) == (True, "hooks.example", 8443, "/in?from=mou")
    assert found.authority == "hooks.example:8443"
    plain = destination_of("http://[::1]/", private=True)
    assert (plain.https, plain.host, plain.port, plain.authority, plain.target) == (False, "::1", 80, "[::1]", "/")


def at(*addresses: str) -> Callable[[str, int], tuple[str, ...]]:
    def resolve(_host: str, _port: int) -> tuple[str, ...]:
        if not addresses:
            raise OSError("no such name")
        return addresses

    return resolve


def test_every_address_of_a_name_has_to_be_public() -> None:
    where = destination_of("https://hooks.example/", private=False)
    assert checked_addresses(where, at("1.1.1.1", "2a00:1450::1"), private=False) == ("1.1.1.1", "2a00:1450::1")
    with pytest.raises(InvalidOption, match="not on the public internet") as refused:
        checked_addresses(where, at("1.1.1.1", "10.0.0.1"), private=False)
    assert "10.0.0.1" not in refused.value.detail, "what the installation's own resolver knows is not told"
    assert checked_addresses(where, at("10.0.0.1"), private=True) == ("10.0.0.1",)
    with pytest.raises(OSError, match="no such name"):
        checked_addresses(where, at(), private=False)


def test_a_name_without_an_address_yet_may_be_kept_and_one_that_leads_inside_may_not() -> None:
    check_destination("https://hooks.example/", at(), private=False)
    with pytest.raises(InvalidOption):
        check_destination("https://hooks.example/", at("127.0.0.1"), private=False)
