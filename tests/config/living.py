"""A Redis of a test's own: started on a free port, without files, ended with the test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time


class Redis:
    """`stop()` and `start()` again on the same port, as an operator would; `url` is its first database."""

    def __init__(self, *, password: str = "") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.password = password
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start it, empty, and wait until it listens."""
        command = [str(shutil.which("redis-server")), "--port", str(self.port), "--save", "", "--appendonly", "no"]
        command += ["--bind", "127.0.0.1", "--requirepass", self.password]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _attempt in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise TimeoutError("redis-server did not start")

    def stop(self) -> None:
        """End it; what it held is gone."""
        self._process.terminate()
        self._process.wait(10)
