"""Nothing inside the network is reached, whatever address somebody brings."""

import socket
from ipaddress import ip_address
from typing import Any

import pytest

from notifications import outward

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "2002:7f00:1::", "::", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_none_of_ours(address: str) -> None:
    assert not outward.is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_public_addresses_are_reached(address: str) -> None:
    assert outward.is_public(ip_address(address))


def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rebinding: the name was public when the webhook was made."""

    def resolve(*_args: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, 443)) for found in ("93.184.215.14", "127.0.0.1")]

    def connect(*_args: Any, **_more: Any) -> socket.socket:
        raise AssertionError("nothing may be connected to")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(outward.Unfit, match="private"):
        outward.connect("https://rebound.example.org/hook", 1.0, private=False)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def connect(address: Any, **_more: Any) -> socket.socket:
        asked.append(address)
        raise OSError("far enough")

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 8443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OSError, match="far enough"):
        outward.connect("https://hooks.example.org:8443/x", 1.0, private=False)
    assert asked == [("93.184.215.14", 8443)]
