"""From an accepted offer to a closed service and a certificate that a stranger checks."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.cast import Cast
from tests.browser.choosing import hand_in
from tests.browser.hands import Hand
from tests.browser.people import Visitor

from minga.assignments.models import Assignment, Certificate


def service_of(volunteer: Hand) -> Assignment:
    """The volunteer's service as it stands."""
    return Assignment.objects.get(account=volunteer.account)


def sign(cast: Cast, volunteer: Hand) -> None:
    """The contract is issued, and signed by both."""
    page = f"/assignments/{service_of(volunteer).ref}"
    cast.officer.open(page)
    cast.officer.press("Issue the contract")
    volunteer.open(page)
    volunteer.press("Sign the contract")
    cast.officer.open(page)
    cast.officer.press("Sign for the programme")


def clear(cast: Cast, volunteer: Hand, *, waived: str = "") -> None:
    """Every clearance is asked for, handed in and passed; the one named by its kind is waived by two officers."""
    service = service_of(volunteer)
    for clearance in service.clearances.order_by("kind"):
        page = f"/clearances/{clearance.ref}"
        cast.officer.open(page)
        if clearance.kind == waived:
            cast.officer.press("Propose a waiver", reason="No visa is needed for a citizen of a neighbouring state.")
            cast.officer.sees("You proposed a waiver. Another officer decides about it.")
            cast.colleague.takes_up("Waive")
            cast.colleague.sees("It is waived.")
            continue
        cast.officer.press("Ask for it")
        hand_in(volunteer, clearance.ref)
        cast.officer.open(page)
        cast.officer.press("Record as passed")
    cast.officer.open(f"/assignments/{service.ref}")
    cast.officer.press("Confirm all clearances")


def enter(cast: Cast, volunteer: Hand) -> None:
    """The supervisor confirms that the volunteer has begun."""
    cast.supervisor.open(f"/assignments/{service_of(volunteer).ref}")
    cast.supervisor.press("Confirm entry on duty")
    cast.supervisor.press("Confirm entry on duty")
    cast.supervisor.sees("The first day is confirmed. Hours can be recorded now.")


def take_leave(cast: Cast, volunteer: Hand) -> None:
    """The volunteer asks for three days; the supervisor approves."""
    page = f"/assignments/{service_of(volunteer).ref}"
    volunteer.open(page)
    volunteer.press("Ask for leave")
    volunteer.write("First day away", timezone.localdate() + timedelta(days=10))
    volunteer.write("Last day away", timezone.localdate() + timedelta(days=12))
    volunteer.write("Note", "My sister marries, before I have earned these days.")
    volunteer.press("Ask for leave")
    volunteer.sees("You asked for leave. The host entity is told.")
    cast.supervisor.takes_up("Approve")
    cast.supervisor.sees("It is decided, and the volunteer is told.")


def extend(cast: Cast, volunteer: Hand, *, until: date) -> None:
    """The supervisor asks for an extension; its cost is authorized by the finance officer, then an officer approves."""
    page = f"/assignments/{service_of(volunteer).ref}"
    cast.supervisor.open(page)
    cast.supervisor.press("Ask for an extension")
    cast.supervisor.write("New last day", until)
    cast.supervisor.write("Why the service should go on", "The second set of stations has just been put up.")
    cast.supervisor.write("Who pays for the longer time", "Youth Volunteers Association")
    cast.supervisor.press("Ask for an extension")
    cast.officer.open(page)
    cast.officer.press("Cost of the added time")
    cast.officer.press("Ask for authorization")
    cast.finance.takes_up("Authorize")
    cast.officer.takes_up("Approve")
    cast.officer.sees("It is decided, and the volunteer is told.")
    assert service_of(volunteer).ends_on == until


def serve_until_today(volunteer: Hand, *, days: int) -> None:
    """The days pass: the service began `days` ago and ends today. This is the one thing that nobody can press."""
    today = timezone.localdate()
    began = today - timedelta(days=days)
    Assignment.objects.filter(account=volunteer.account).update(starts_on=began, entered_on=began, ends_on=today)


def record_hours(cast: Cast, volunteer: Hand, *, hours: int) -> None:
    """The volunteer records a month that a week of has passed; the supervisor, who did not, verifies it."""
    page = f"/assignments/{service_of(volunteer).ref}/hours"
    volunteer.open(page)
    volunteer.write("Month", (timezone.localdate() - timedelta(days=7)).strftime("%Y-%m"))
    volunteer.write("Hours", hours)
    volunteer.press("Record")
    volunteer.sees("The hours are recorded. Somebody else verifies them.")
    cast.supervisor.takes_up("Verify")
    cast.supervisor.sees("The hours are verified.")


def end(cast: Cast, volunteer: Hand) -> None:
    """The host entity ends the service as completed; both sides write; the officer closes it."""
    page = f"/assignments/{service_of(volunteer).ref}"
    cast.focal_point.open(page)
    cast.focal_point.press("End the service")
    cast.focal_point.write("Reason", "All that was agreed is done.")
    cast.focal_point.press("End the service")
    cast.focal_point.press("Assess the service")
    cast.focal_point.tick("4: better than agreed")
    cast.focal_point.write("What was achieved", "Forty stations have a clean record.")
    cast.focal_point.write("What could be better next time", "Begin with a longer hand-over.")
    cast.focal_point.press("Finish the assessment")
    volunteer.open(page)
    volunteer.press("Write your report")
    volunteer.tick("5: outstanding")
    volunteer.write("What was achieved", "I checked the records of forty stations.")
    volunteer.write("What you learned", "How a city measures its air.")
    volunteer.press("Finish the report")
    cast.officer.open(page)
    cast.officer.press("Close")
    cast.officer.sees("The service is closed. Next comes the certificate.")


def certify(cast: Cast, volunteer: Hand, folder: Path) -> Path:
    """The officer issues the certificate; the volunteer downloads it."""
    cast.officer.open(f"/assignments/{service_of(volunteer).ref}")
    cast.officer.press("Issue the certificate")
    cast.officer.press("Issue the certificate")
    cast.officer.sees("The certificate is issued, and the volunteer is told.")
    volunteer.open("/certificates")
    with volunteer.page.expect_download() as coming:
        volunteer.page.get_by_role("link", name=volunteer.reads("Certificate (PDF)")).first.click()
    file = folder / coming.value.suggested_filename
    coming.value.save_as(file)
    return file


def check(stranger: Visitor, file: Path, *, name: str, hours: int) -> None:
    """A stranger checks the file on the page and on the command line, and reads the public page."""
    certificate = Certificate.objects.latest("pk")
    stranger.go("/verify/file")
    stranger.page.wait_for_selector("[data-verify-file][data-ready]")
    stranger.page.set_input_files("#mg-verify-input", file)
    expect(stranger.page.locator("[data-verdict]")).to_have_attribute("data-reason", "valid")
    said = io.StringIO()
    call_command("certificate", "verify", str(file), stdout=said)
    assert certificate.number in said.getvalue(), said.getvalue()
    stranger.go(f"/c/{certificate.ref}")
    for words in (certificate.number, str(hours)):
        expect(stranger.page.locator("main dd").filter(has_text=words).first).to_be_visible()
    expect(stranger.page.locator("main dd").filter(has_text=name)).to_have_count(0)  # its owner has not agreed to that
    stranger.go("/c")
    stranger.page.fill("input[name=number]", certificate.number)
    stranger.page.fill("input[name=name]", name)
    stranger.page.locator("main form button[type=submit]").first.click()
    stranger.page.wait_for_url(f"**/c/{certificate.ref}")
    assert not stranger.scrolls_sideways()


def refuse_changed(stranger: Visitor, file: Path) -> None:
    """The same file with one byte changed is refused, on the page and on the command line, and both say why."""
    genuine = file.read_bytes()
    middle = genuine.rindex(b"startxref") // 2
    changed = file.with_name("changed.pdf")
    changed.write_bytes(genuine[:middle] + bytes([genuine[middle] ^ 1]) + genuine[middle + 1 :])
    stranger.go("/verify/file")
    stranger.page.wait_for_selector("[data-verify-file][data-ready]")
    stranger.page.set_input_files("#mg-verify-input", changed)
    verdict = stranger.page.locator("[data-verdict]")
    expect(verdict).to_have_attribute("data-reason", "changed_bytes")
    expect(verdict).to_contain_text("This file was changed after it was issued.")
    said = io.StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("certificate", "verify", str(changed), stdout=said)
    assert said.getvalue().startswith("This file was changed after it was issued.")
