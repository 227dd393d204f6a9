"""Loaded by every Python that the tests start: nothing but loopback and files may be connected to."""

from __future__ import annotations

import ipaddress
import sys


class Contacted(BaseException):
    """Something reached out of this machine; no test may. Not an Exception, so that nothing swallows it."""


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse connections and look-ups that leave the machine."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1] if len(arguments) > 1 else None
        if isinstance(address, tuple) and not _is_here(str(address[0])):
            raise Contacted(f"{event} {address!r}")
    elif event == "socket.getaddrinfo" and not _is_here(str(arguments[0] or "localhost")):
        raise Contacted(f"{event} {arguments[0]!r}")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


sys.addaudithook(watch)
