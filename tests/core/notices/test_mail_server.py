"""EMAIL_URL against a mail server that lives: what it is told, and that one that thinks long gets each letter once."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.mail import get_connection
from django.core.management import CommandError, call_command
from tests.factories import make_account

from minga.config import environment
from minga.core.notices import delivering, telling
from minga.core.notices.models import Notice

pytestmark = pytest.mark.django_db


class Talk(socketserver.StreamRequestHandler):
    """Enough of SMTP to take a letter; the server's `answer` decides what it says of it, and after how long."""

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                lines = list(iter(self.rfile.readline, b".\r\n"))
                time.sleep(server.thinks)
                if server.answer.startswith(b"250"):
                    server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
                self.wfile.write(server.answer)
            else:
                self.wfile.write(b"250 fine\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.answer, self.thinks = b"250 taken\r\n", 0.0
        self.taken: list[Any] = []


@pytest.fixture
def server(settings: Any, tmp_path: Any) -> Iterator[Server]:
    with Server() as one:
        threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True).start()
        url = f"smtp://127.0.0.1:{one.server_address[1]}"
        for name, value in environment.email(url, data=tmp_path).items():
            setattr(settings, name, value)
        settings.EMAIL_TIMEOUT = 0.5
        yield one
        one.shutdown()


def told(language: str) -> Notice:
    telling.tell(kind="tests.mail", to=make_account(language=language), once="1")
    return Notice.objects.get()


@pytest.mark.parametrize(("language", "button"), [("en", "No more letters of this kind"), ("zh-hans", "停发这类邮件")])
def test_a_letter_says_how_to_stop_it_and_that_a_machine_wrote_it(server: Server, language: str, button: str) -> None:
    assert delivering.send(told(language).ref) == "sent"
    (letter,) = server.taken
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert button in plain
    assert letter["List-Unsubscribe"].strip(" <>") in plain
    assert f'lang="{language}"' in html


def test_a_server_that_thinks_longer_than_a_page_waits_gets_the_letter_once(server: Server) -> None:
    server.thinks = 1.0
    notice = told("en")
    assert delivering.send(notice.ref) == "sent"
    assert delivering.send(notice.ref) == "nothing"
    assert len(server.taken) == 1


def test_a_page_does_not_wait_that_long(server: Server) -> None:
    server.thinks = 1.0
    connection: Any = get_connection()
    connection.open()
    assert connection.connection.sock.gettimeout() == 0.5


def test_a_server_that_refuses_or_is_gone_is_asked_again_later(server: Server, caplog: Any) -> None:
    server.answer = b"451 later\r\n"
    notice = told("en")
    assert delivering.send(notice.ref) == "failed"
    assert delivering.send_stranded() == 0, "not before its minute has passed"
    server.shutdown()
    server.server_close()
    Notice.objects.update(next_try_at=notice.created_at)
    assert delivering.send_stranded() == 0
    notice.refresh_from_db()
    assert (notice.attempts, notice.sent_at, notice.claimed_at) == (2, None, None)
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert [one.startswith("EMAIL_URL: a letter could not be sent, it is tried again later: ") for one in said] == [
        True,
        True,
    ]
    assert not any(record.exc_info for record in caplog.records)


def test_an_operator_tries_the_server_by_one_command(server: Server, capsys: Any) -> None:
    call_command("notices", "try", "you@example.org")
    assert [letter["To"] for letter in server.taken] == ["you@example.org"]
    server.answer = b"550 you are not known here\r\n"
    with pytest.raises(CommandError, match=r"^EMAIL_URL: the letter was not taken: .*not known here"):
        call_command("notices", "try", "you@example.org")
    with pytest.raises(CommandError, match=r"^Say to whom"):
        call_command("notices", "try")


def test_what_waited_for_its_next_try_goes_out_without_waiting_more(server: Server) -> None:
    server.answer = b"451 later\r\n"
    notice = told("en")
    delivering.send(notice.ref)
    server.answer = b"250 taken\r\n"
    Notice.objects.update(next_try_at=notice.created_at)
    assert delivering.send_stranded() == 1
    assert len(server.taken) == 1
