"""A store of files that speaks enough of S3 for a test: one bucket in memory, over HTTP."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Talk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", "Sat, 28 Nov 2026 12:00:00 GMT")
        self.send_header("ETag", '"x"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def refused(self) -> bool:
        store: Any = self.server
        if store.refuses:
            said = f"<Error><Code>{store.refuses}</Code><Message>not with this key</Message></Error>"
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.answer(403, said.encode())
        return bool(store.refuses)

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        store: Any = self.server
        if store.refuses:
            self.answer(403, f"<Error><Code>{store.refuses}</Code><Message>no</Message></Error>".encode())
            return
        store.objects[self.path.split("?")[0]] = content
        self.answer(200)

    def do_GET(self) -> None:
        store: Any = self.server
        if store.hangs.is_set():
            store.waited += 1
            store.ends.wait(30)
        if self.path.split("?")[0] == "/files":
            self.answer(200, listing(store.objects).encode())
            return
        found = store.objects.get(self.path.split("?")[0])
        if not self.refused():
            self.answer(404 if found is None else 200, found or b"<Error><Code>NoSuchKey</Code></Error>")

    do_HEAD = do_GET

    def do_DELETE(self) -> None:
        store: Any = self.server
        if not self.refused():
            store.objects.pop(self.path.split("?")[0], None)
            self.answer(204)

    def log_message(self, *_args: Any) -> None:
        return


def listing(objects: dict[str, bytes]) -> str:
    """What S3 says of a bucket's objects, all of them stored long ago."""
    rows = "".join(
        f"<Contents><Key>{path.removeprefix('/files/')}</Key><LastModified>2026-01-05T12:00:00.000Z</LastModified>"
        f"<Size>{len(content)}</Size></Contents>"
        for path, content in sorted(objects.items())
    )
    return f"<ListBucketResult><Name>files</Name><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"


class Store(ThreadingHTTPServer):
    """`objects`: path -> content; `refuses`: the code of the error with which everything is refused.

    hangs: while it is set, whoever reads waits; `waited`: how often that was.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.objects: dict[str, bytes] = {}
        self.refuses = ""
        self.waited = 0
        self.hangs, self.ends = threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever waited too long has gone: nothing to say about it."""

    @property
    def url(self) -> str:
        return f"s3://key:se%2Fcret@127.0.0.1:{self.server_address[1]}/files?tls=0&region=x"
