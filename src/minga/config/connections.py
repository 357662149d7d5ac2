"""The connections of this process as the kernel knows them: who has gone is asked for, who is silent is hung up on."""

from __future__ import annotations

import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path

ASKED = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
"""After a minute without a word the kernel asks four times, 15 seconds apart, whether somebody is still there."""
SINCE_HEARD = struct.Struct("52xI")
"""Of Linux's tcp_info (linux/tcp.h): eight bytes, eleven numbers, then tcpi_last_data_recv in milliseconds."""


def ask_the_silent() -> None:
    """Connections of those who have gone, such as phones out of reach, end about two minutes after their last word.

    What is set for a listening socket holds for every connection that it accepts. Without /dev/fd nothing is set.
    """
    for number in _sockets():
        with suppress(OSError), _opened(number) as found:
            if found.family != socket.AF_UNIX and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                for name, value in ASKED.items():
                    if hasattr(socket, name):
                        found.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def hang_up(address: str, *, port: int, silent: float, heard_within: float) -> int:
    """End the connections from an address to a port of ours over which nothing came for `silent` seconds, and something
    within `heard_within`; returns how many. Whoever reads from one of them reads its end. Only on Linux.
    """
    ended = 0
    for number in _sockets() if hasattr(socket, "TCP_INFO") else ():
        with suppress(OSError, ValueError), _opened(number) as found:
            is_ours = (
                found.family in {socket.AF_INET, socket.AF_INET6}
                and found.getsockname()[1] == port
                and _same(found.getpeername()[0], address)
            )
            if is_ours and silent <= _since_heard(found) <= heard_within:
                found.shutdown(socket.SHUT_RDWR)
                ended += 1
    return ended


def _since_heard(found: socket.socket) -> float:
    """Seconds since the last byte of the other side. Raises OSError for what is no TCP socket."""
    told = found.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, SINCE_HEARD.size)
    return float(SINCE_HEARD.unpack(told)[0]) / 1000


def _same(one: str, other: str) -> bool:
    """Whether two addresses are one, also where the first came as IPv6's writing of an IPv4."""
    first, second = ip_address(one.partition("%")[0]), ip_address(other.partition("%")[0])
    return second in {first, getattr(first, "ipv4_mapped", None)}


def _sockets() -> Iterator[int]:
    with suppress(OSError):
        for entry in list(Path("/dev/fd").iterdir()):
            with suppress(OSError):
                if stat.S_ISSOCK(entry.stat().st_mode):
                    yield int(entry.name)


@contextmanager
def _opened(number: int) -> Iterator[socket.socket]:
    with socket.socket(fileno=os.dup(number)) as found:
        yield found
