"""EMAIL_URL against a mail server that lives: what it is told, and that one that thinks long gets each letter once."""

from __future__ import annotations

import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.mail import get_connection
from django.core.management import CommandError, call_command
from tests.factories import make_account

from minga.config import environment
from minga.core.notices import delivering, telling
from minga.core.notices.models import Notice

pytestmark = pytest.mark.django_db


class Talk(socketserver.StreamRequestHandler):
    """Enough of SMTP to take a letter; the server's `answer` decides what it says of it, and after how long.

    `begins`: it speaks TLS from the first word on; `offers`: what it says that it can do.
    """

    def setup(self) -> None:
        server: Any = self.server
        if server.begins:
            self.request = server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        server: Any = self.server
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            server.heard.append(line.strip())
            if line.startswith(b"ehlo"):
                self.wfile.write(
                    b"".join(b"250-%s\r\n" % one for one in (b"here", *server.offers)) + b"250 8BITMIME\r\n"
                )
            elif line.startswith(b"STARTTLS"):
                self.wfile.write(b"220 go on\r\n")
                self.request = server.tls.wrap_socket(self.request, server_side=True)
                super().setup()
            elif line.startswith(b"AUTH"):
                self.wfile.write(server.knows)
            elif line.upper().startswith(b"DATA"):
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
        self.heard: list[bytes] = []
        self.begins, self.offers, self.knows = False, (b"PIPELINING",), b"235 welcome\r\n"
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)

    def handle_error(self, *_args: Any) -> None:
        """One who hangs up in the middle of a handshake is what these tests are about."""


@pytest.fixture
def server(settings: Any, tmp_path: Any) -> Iterator[Server]:
    with Server() as one:
        threading.Thread(target=one.serve_forever, args=(0.02,), daemon=True).start()
        use(settings, f"smtp://127.0.0.1:{one.server_address[1]}")
        settings.EMAIL_TIMEOUT = 0.5
        yield one
        one.shutdown()


def use(settings: Any, url: str) -> None:
    for name, value in environment.email(url, data=Path()).items():
        setattr(settings, name, value)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "own")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    alternative = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    signed = made.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path


def told(language: str) -> Notice:
    telling.tell(kind="tests.mail", to=make_account(language=language), once="1")
    return Notice.objects.get()


@pytest.mark.parametrize(("language", "button"), [("en", "No more emails of this kind"), ("zh-hans", "停发这类邮件")])
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
    with pytest.raises(CommandError, match=r"^EMAIL_URL: the email was not accepted: .*not known here"):
        call_command("notices", "try", "you@example.org")
    with pytest.raises(CommandError, match=r"^Say where to send it"):
        call_command("notices", "try")


def test_what_waited_for_its_next_try_goes_out_without_waiting_more(server: Server) -> None:
    server.answer = b"451 later\r\n"
    notice = told("en")
    delivering.send(notice.ref)
    server.answer = b"250 taken\r\n"
    Notice.objects.update(next_try_at=notice.created_at)
    assert delivering.send_stranded() == 1
    assert len(server.taken) == 1


@pytest.mark.parametrize("scheme", ["smtps", "smtp+tls"])
def test_a_letter_goes_out_over_tls_to_a_server_that_is_trusted_and_to_no_other(
    server: Server, settings: Any, certificate: Path, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.tls.load_cert_chain(certificate)
    server.begins, server.offers = scheme == "smtps", (b"STARTTLS", b"AUTH PLAIN")
    use(settings, f"{scheme}://me:secret@127.0.0.1:{server.server_address[1]}")
    with pytest.raises(CommandError, match=r"does not trust \(self-signed certificate\): let SSL_CERT_FILE name"):
        call_command("notices", "try", "you@example.org")
    assert not any(line.startswith(b"AUTH") for line in server.heard)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    call_command("notices", "try", "you@example.org")
    assert len(server.taken) == 1
    server.knows = b"535 5.7.8 who?\r\n"
    with pytest.raises(CommandError, match=r"refuses this user or password \(535 5.7.8 who\?\)"):
        call_command("notices", "try", "you@example.org")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("smtp+tls://127.0.0.1:{}", "offers no TLS after its greeting"),
        ("smtp://me:secret@127.0.0.1:{}", "offers no sign-in here: smtp.tls:// asks for TLS first"),
        ("smtps://127.0.0.1:{}", "agree on no TLS .WRONG_VERSION_NUMBER.: smtp.tls:// asks for it after the greeting"),
        ("smtp://127.0.0.1:1", "127.0.0.1:1 cannot be reached"),
    ],
)
def test_a_server_that_does_not_fit_the_setting_is_no_fault_of_the_address(
    server: Server, settings: Any, url: str, says: str
) -> None:
    use(settings, url.format(server.server_address[1]))
    with pytest.raises(CommandError, match=says):
        call_command("notices", "try", "you@example.org")
    notice = told("en")
    assert delivering.send(notice.ref) == "failed"
    notice.refresh_from_db()
    assert notice.refusal == ""


def test_what_cannot_be_delivered_comes_back_to_the_address_for_it(server: Server, settings: Any) -> None:
    settings.EMAIL_BOUNCES = "bounces@example.org"
    assert delivering.send(told("en").ref) == "sent"
    assert [line for line in server.heard if line.startswith(b"mail")] == [b"mail FROM:<bounces@example.org>"]
    assert server.taken[0]["From"] == settings.DEFAULT_FROM_EMAIL
