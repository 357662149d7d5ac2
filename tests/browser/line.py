"""A line between a browser and the server of a test that can be cut in the middle of what is sent."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlparse


class Line:
    """Forwards what comes to `url` to the server; once `lets` bytes have been sent by the browser it is broken."""

    def __init__(self, site: str) -> None:
        parts = urlparse(site)
        self.server = (parts.hostname or "localhost", parts.port or 80)
        self.lets: int | None = None
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                browser, _address = self.listening.accept()
            except OSError:
                return
            server = socket.create_connection(self.server)
            threading.Thread(target=self._pass_on, args=(browser, server), kwargs={"counts": True}, daemon=True).start()
            threading.Thread(target=self._pass_on, args=(server, browser), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, *, counts: bool = False) -> None:
        with suppress(OSError):  # the other end is gone
            while piece := source.recv(8192):
                if counts and self.lets is not None:
                    self.lets -= len(piece)
                    if self.lets < 0:
                        break
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # broken, not ended
                end.close()


@contextmanager
def line_to(site: str) -> Iterator[Line]:
    line = Line(site)
    yield line
    line.listening.close()
