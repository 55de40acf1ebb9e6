"""Where the centre is: the one weaker link is a unix socket on the same machine."""

from pathlib import Path

import pytest

from sync.settings import CentreAddress, UnsafeAddress


def test_an_address_on_a_network_needs_a_certificate_authority():
    with pytest.raises(UnsafeAddress, match="CA证书"):
        CentreAddress("centre.example", 5432, "centre", "ws", "secret")


def test_over_a_network_the_server_must_prove_its_name():
    address = CentreAddress("centre.example", 5432, "centre", "ws", "secret", Path("ca.crt"))

    told = address.connection_parameters()

    assert told["sslmode"] == "verify-full"
    assert told["sslrootcert"] == "ca.crt"
    assert told["require_auth"] == "scram-sha-256"


def test_a_unix_socket_needs_no_certificate():
    address = CentreAddress("/run/centre", 5432, "centre", "ws", "secret")

    assert address.connection_parameters()["sslmode"] == "disable"


def test_the_password_is_not_shown():
    address = CentreAddress("/run/centre", 5432, "centre", "ws", "marked-secret")

    assert "marked-secret" not in f"{address} {address!r}"
