"""Nothing is contacted but this machine: every Python that the tests run is watched, and the watch bites."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from tests.network import Contacted, environment


@pytest.mark.parametrize("address", [("192.0.2.1", 443), ("10.0.0.1", 80), ("2001:db8::1", 443)])
def test_reaching_out_fails_the_test(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as outward, pytest.raises(Contacted):
        outward.connect(address)


def test_looking_up_a_name_fails_the_test() -> None:
    with pytest.raises(Contacted):
        socket.getaddrinfo("example.org", 443)


def test_loopback_is_fine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
        pass


def test_programs_that_tests_start_are_watched_too() -> None:
    reach = "import socket; socket.create_connection(('192.0.2.1', 443), timeout=1)"
    ended = subprocess.run(
        [sys.executable, "-c", reach], env=environment(), capture_output=True, text=True, check=False
    )
    assert ended.returncode != 0
    assert "Contacted" in ended.stderr
