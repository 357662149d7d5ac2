"""What people send slowly holds no thread that answers pages, and half of it is never taken for the whole."""

from __future__ import annotations

import io
import socket
import threading
import time
from typing import Any

import pytest
from django.test import Client

from minga.config import receiving
from minga.config.receiving import FORM, NOT_NOW, Receiving
from minga.core.interface import middleware


class Held:
    """A body whose sender sends nothing until told so."""

    def __init__(self) -> None:
        self.waited, self.goes_on = threading.Event(), threading.Event()

    def read(self, size: int) -> bytes:
        self.waited.set()
        self.goes_on.wait(20)
        return b"x" * size


class Dripping(io.BytesIO):
    """A body that comes byte by byte."""

    def read(self, _size: int | None = -1) -> bytes:
        return super().read(1)


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("503 Later" if environ.get(NOT_NOW) else "200 OK", [])
    return [environ["wsgi.input"].read() if "wsgi.input" in environ and not environ.get(NOT_NOW) else b""]


def answered(application: Receiving, body: Any, length: int) -> tuple[str, bytes]:
    said: list[str] = []
    environ = {"CONTENT_LENGTH": str(length), "wsgi.input": body}
    content = b"".join(application(environ, lambda status, _headers: said.append(status)))
    return said[0], content


def test_a_body_reaches_the_pages_as_it_was_sent() -> None:
    content = bytes(range(256)) * 9000
    assert answered(Receiving(echo, answering=1), io.BytesIO(content), len(content)) == ("200 OK", content)


def test_half_a_body_is_never_taken_for_the_whole() -> None:
    assert answered(Receiving(echo, answering=1), io.BytesIO(b"motivation=I+am"), 4000)[0] == "400 Bad Request"


@pytest.mark.parametrize("length", [10, FORM + 1], ids=["forms", "files"])
def test_slow_senders_leave_the_others_in_peace_and_one_too_many_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr(receiving, "WAIT", 0.01)
    application, bodies = Receiving(echo, answering=1, files=2, forms=2), [Held(), Held()]
    threads = [threading.Thread(target=answered, args=(application, body, length)) for body in bodies]
    for thread, body in zip(threads, bodies, strict=True):
        thread.start()
        assert body.waited.wait(10)
    assert answered(application, io.BytesIO(b"x" * length), length)[0] == "503 Later"
    other = FORM + 1 if length <= FORM else 10
    assert answered(application, io.BytesIO(b"x" * other), other)[0] == "200 OK"
    assert answered(application, io.BytesIO(), 0)[0] == "200 OK"
    for thread, body in zip(threads, bodies, strict=True):
        body.goes_on.set()
        thread.join()
    assert answered(application, io.BytesIO(b"x" * length), length) == ("200 OK", b"x" * length)


def test_a_form_waits_for_one_that_is_almost_there() -> None:
    application, slow = Receiving(echo, answering=1, forms=1), Held()
    first = threading.Thread(target=answered, args=(application, slow, 10))
    first.start()
    assert slow.waited.wait(10)
    threading.Timer(0.2, slow.goes_on.set).start()
    assert answered(application, io.BytesIO(b"soon"), 4) == ("200 OK", b"soon")
    first.join()


def test_no_more_are_answered_at_once_than_asked_for() -> None:
    now, most, goes_on = [0], [0], threading.Barrier(3)

    def counting(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        now[0] += 1
        most[0] = max(most[0], now[0])
        time.sleep(0.05)
        now[0] -= 1
        return echo(environ, start_response)

    application = Receiving(counting, answering=1)

    def ask() -> None:
        goes_on.wait()
        answered(application, io.BytesIO(), 0)

    threads = [threading.Thread(target=ask) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_whoever_sends_byte_by_byte_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 100_000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    body = Dripping(b"x" * 5000)
    assert answered(Receiving(echo, answering=1), body, 5000)[0] == "400 Bad Request"
    assert body.tell() < 50


def test_whoever_is_there_and_silent_is_hung_up_on_and_nobody_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "SILENT", 0.0)
    application, said = Receiving(echo, answering=1), []
    with socket.create_server(("127.0.0.1", 0)) as ours, socket.create_server(("127.0.0.1", 0)) as database:
        host, port = ours.getsockname()
        with (
            socket.socketpair()[0],
            socket.create_connection((host, port)) as silent,
            ours.accept()[0] as line,
            socket.create_connection(database.getsockname()) as asking,
            database.accept()[0] as other,
        ):
            silent.sendall(b"half")
            environ = {"CONTENT_LENGTH": "9", "wsgi.input": line.makefile("rb")}
            environ |= {"REMOTE_ADDR": host, "SERVER_PORT": str(port)}
            reading = threading.Thread(target=application, args=(environ, lambda status, _headers: said.append(status)))
            reading.start()
            for _attempt in range(200):
                if application.watch.look(time.monotonic() + receiving.LONGEST + 1):
                    break
                time.sleep(0.01)
            reading.join(10)
            assert (said, silent.recv(9)) == (["400 Bad Request"], b"")
            asking.sendall(b"still here")
            assert other.recv(20) == b"still here"
            assert application.watch.look(time.monotonic() + receiving.LONGEST + 1) == 0


def test_the_kernel_asks_whoever_is_silent_whether_they_are_still_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        answered(Receiving(echo, answering=1), io.BytesIO(), 0)
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as line:
            assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 60


@pytest.mark.django_db
def test_whoever_comes_at_such_a_moment_reads_it_in_words() -> None:
    assert middleware.NOT_NOW == NOT_NOW
    answer = Client().post("/c", {"number": "1"}, **{NOT_NOW: True})  # type: ignore[arg-type]
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "was not read, and nothing was changed" in answer.content.decode()
