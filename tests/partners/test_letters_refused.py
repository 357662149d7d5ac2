"""A letter that a mail server does not take: whoever invited sees it, reads why, and corrects the address."""

from __future__ import annotations

import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from tests.clients import signed_in
from tests.factories import (
    make_account,
    make_administrator,
    make_auditor,
    make_focal_point,
    make_organisation,
    make_supervisor,
)
from tests.people.entrance import answers

from minga.core.audit.models import TrailEntry
from minga.core.errors import Incomplete, Refused
from minga.core.notices.models import Notice
from minga.partners.actions import inviting
from minga.partners.models import Invitation, Organisation
from minga.people.models import Account

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def mail_server(settings: Any, *, refuses: dict[str, bytes]) -> Iterator[list[str]]:
    """A real server on this machine that answers as it is told when an address or the letter comes; whom it took."""
    took: list[str] = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word, address = line[:4].upper(), line.decode("utf-8", "replace").lower()
                refusal = next((said for part, said in refuses.items() if word == b"RCPT" and part in address), b"")
                if word == b"DATA" and "letter" in refuses:
                    refusal = refuses["letter"]
                if refusal:
                    self.wfile.write(refusal + b"\r\n")
                elif word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    while self.rfile.readline() not in (b".\r\n", b""):
                        pass
                    self.wfile.write(b"250 taken\r\n")
                elif word == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    if word == b"RCPT":
                        took.append(address.split("<")[1].split(">")[0])
                    self.wfile.write(b"250 yes\r\n")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "minga.core.operating.mailing.Post"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    try:
        yield took
    finally:
        server.shutdown()
        server.server_close()


UNKNOWN = {"new@exmaple.org": b"550 5.1.1 No such user here"}


def invited(organisation: Organisation, focal: Account, email: str = "new@exmaple.org") -> Any:
    sent = {"email": email, "role": "host_supervisor", "starts": timezone.localdate().isoformat()}
    return signed_in(focal).post(reverse("partners:people", args=[organisation.slug]), sent, follow=True)


def test_who_invited_reads_at_once_that_the_letter_did_not_arrive_and_why(settings: Any) -> None:
    organisation = make_organisation()
    focal = make_focal_point(organisation)
    with mail_server(settings, refuses=UNKNOWN):
        page = invited(organisation, focal).content.decode()
    assert "its email to new@exmaple.org did not go out" in page
    assert "An invitation goes to" not in page
    later = signed_in(focal).get(reverse("partners:people", args=[organisation.slug])).content.decode()
    for words in ("The email did not arrive.", "does not accept emails to this address", "550 5.1.1 No such user here"):
        assert words in later
    notice = Notice.objects.get(account=focal, kind="partners.invitation_not_delivered")
    assert notice.url == reverse("partners:people", args=[organisation.slug])


def test_the_address_is_corrected_and_the_letter_goes_there(settings: Any) -> None:
    organisation = make_organisation()
    focal, person = make_focal_point(organisation), make_account(email="new@example.org")
    with mail_server(settings, refuses=UNKNOWN) as took:
        invited(organisation, focal)
        row = Invitation.objects.get()
        address = reverse("partners:correct_invitation", args=[row.ref])
        sent = {"email": "New@Example.org", "version": row.version}
        page = signed_in(focal).post(address, sent, follow=True).content.decode()
        assert "An invitation goes to new@example.org." in page
        assert "The email did not arrive." not in page
        assert took == [focal.email, "new@example.org"]  # the first: that it did not arrive
        assert signed_in(focal).post(address, sent).status_code == 409
    former, row = row, Invitation.objects.get()
    assert (row.email, row.letter_problem, row.letter_said) == ("new@example.org", "", "")
    assert row.token_digest != former.token_digest
    assert Notice.objects.filter(account=person, kind="partners.invited").count() == 1
    assert TrailEntry.objects.filter(verb="correct_invitation", actor=focal.pk).count() == 1
    inviting.accept_invitation(actor=person, invitation=row)
    with pytest.raises(Refused):
        inviting.correct_invitation(actor=focal, invitation=row, email="other@example.org")


def test_sent_again_to_a_server_that_takes_it_the_warning_goes(settings: Any) -> None:
    organisation = make_organisation()
    focal = make_focal_point(organisation)
    with mail_server(settings, refuses={"letter": b"554 5.7.1 Refused for its content"}):
        assert "does not accept our email" in invited(organisation, focal).content.decode()
    row = Invitation.objects.get()
    with mail_server(settings, refuses={}):
        again = reverse("partners:invite_again", args=[row.ref])
        page = signed_in(focal).post(again, {"version": row.version}, follow=True).content.decode()
    assert "The invitation goes out again." in page
    assert Invitation.objects.get().letter_problem == ""


@pytest.mark.parametrize("refuses", [{"new@exmaple.org": b"450 4.2.0 Come back later"}, None])
def test_a_server_that_is_away_or_busy_is_no_fault_of_the_address(settings: Any, refuses: Any) -> None:
    organisation = make_organisation()
    focal = make_focal_point(organisation)
    if refuses is None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            settings.EMAIL_BACKEND = "minga.core.operating.mailing.Post"
            settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
        page = invited(organisation, focal).content.decode()
    else:
        with mail_server(settings, refuses=refuses):
            page = invited(organisation, focal).content.decode()
    assert "Our mail server did not answer. Send the email again in a while." in page
    assert not Notice.objects.filter(kind="partners.invitation_not_delivered").exists()


def test_an_address_that_holds_the_role_or_was_asked_is_refused() -> None:
    organisation = make_organisation()
    focal, supervisor = make_focal_point(organisation), make_supervisor(organisation)
    row = inviting.invite_to_organisation(
        actor=focal, organisation=organisation, email="x@example.org", role="host_supervisor",
        starts=timezone.localdate(),
    )  # fmt: skip
    for email in (supervisor.email, focal.email):
        with pytest.raises(Incomplete):
            inviting.correct_invitation(actor=focal, invitation=row, email=email)
    page = signed_in(focal).post(reverse("partners:correct_invitation", args=[row.ref]), {"email": "no"}, follow=True)
    assert "Enter a valid email address" in page.content.decode()
    assert Invitation.objects.get().email == "x@example.org"


def test_who_was_told_under_the_wrong_address_finds_nothing_any_more() -> None:
    organisation, wrong = make_organisation(), make_account(email="wrong@example.org")
    focal = make_focal_point(organisation)
    row = inviting.invite_to_organisation(
        actor=focal, organisation=organisation, email=wrong.email, role="host_supervisor", starts=timezone.localdate()
    )
    assert Notice.objects.filter(account=wrong).exists()
    inviting.correct_invitation(actor=focal, invitation=row, email="right@example.org")
    assert not Notice.objects.filter(account=wrong).exists()
    assert [letter.to for letter in mail.outbox] == [["wrong@example.org"], ["right@example.org"]]


def test_invitations_to_the_platform_say_so_too_and_readers_have_no_buttons(settings: Any) -> None:
    administrator = make_administrator()
    with mail_server(settings, refuses=UNKNOWN):
        sent = {"email": "new@exmaple.org", "role": "finance_officer", "starts": timezone.localdate().isoformat()}
        page = signed_in(administrator).post(reverse("partners:invite_to_platform"), sent, follow=True)
    assert "The email did not arrive." in page.content.decode()
    assert "Correct the address" in page.content.decode()
    organisation = make_organisation()
    inviting.invite_to_organisation(
        actor=make_focal_point(organisation), organisation=organisation, email="y@example.org", role="host_supervisor",
        starts=timezone.localdate(),
    )  # fmt: skip
    page = signed_in(make_auditor()).get(reverse("partners:people", args=[organisation.slug]))
    assert "y@example.org" in page.content.decode()
    assert "Correct the address" not in page.content.decode()


def test_whoever_signs_up_with_an_address_no_server_takes_reads_so(settings: Any, client: Any) -> None:
    with mail_server(settings, refuses=UNKNOWN):
        page = client.post("/account/signup/", answers(email="new@exmaple.org"))
    assert page.status_code == 422
    words = page.content.decode()
    assert "The mail server does not accept emails to new@exmaple.org." in words
    assert "550 5.1.1 No such user here" in words
