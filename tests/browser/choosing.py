"""From a published description to an accepted offer: found, applied for, shortlisted, assessed, selected, offered."""

from __future__ import annotations

from datetime import date

from tests.browser.cast import Cast
from tests.browser.hands import Hand

from minga.assignments.models import Application

WHY = "I kept the air records of my university for two years and would like to do it where people need them."


def apply(volunteer: Hand, title: str) -> None:
    """Somebody finds the post by its words, opens it, applies and sends the application."""
    volunteer.open("/opportunities")
    volunteer.press(title)
    volunteer.press("Apply")
    send(volunteer)


def nominate(cast: Cast, ref: str, volunteer: Hand) -> None:
    """The partner's representative nominates somebody, who is asked."""
    representative = cast.representative
    representative.open("/nominations")
    representative.press("Nominate people")
    representative.write("Email addresses", volunteer.account.email)
    representative.press("Nominate and ask them")
    assert not representative.visitor.reads(str(volunteer.account)), "a name before the person has agreed"


def agree(volunteer: Hand) -> None:
    """The nominated person finds the question at home, agrees, and applies."""
    volunteer.takes_up("Answer")
    volunteer.press("Agree and apply")
    send(volunteer)


def send(volunteer: Hand) -> None:
    """On the page of applying: the words, the two ticks, sent."""
    volunteer.write("Why would you like to do this?", WHY)
    volunteer.tick("The host entity may see my application when I am shortlisted.")
    volunteer.tick("What I say here and in my profile is true.")
    volunteer.press("Send application")
    volunteer.sees("Your application has been sent. You hear from us at each step.")


def shortlist(cast: Cast, ref: str) -> None:
    """The officer closes the post and puts everybody on the shortlist."""
    officer = cast.officer
    officer.open(f"/descriptions/{ref}")
    officer.press("Close applications")
    officer.sees("It takes no more applications.")
    officer.open(f"/descriptions/{ref}/longlist")
    _tick_all(officer)
    officer.press("Shortlist", context="verb")
    officer.press("Put on the shortlist")


def clear_for_submission(cast: Cast, ref: str, volunteers: tuple[Hand, ...]) -> None:
    """The references that are needed before the host entity sees anybody: asked for, handed in, passed."""
    officer = cast.officer
    officer.open(f"/descriptions/{ref}/longlist?show=shortlisted")
    _tick_all(officer)
    officer.press("Ask for the clearances")
    officer.press("Ask for the clearances")
    for volunteer in volunteers:
        clearance = Application.objects.get(account=volunteer.account).clearances.get()
        hand_in(volunteer, clearance.ref)
        officer.open(f"/clearances/{clearance.ref}")
        officer.press("Record as passed")
        officer.sees("It is recorded as passed.")


def hand_in(volunteer: Hand, clearance: str) -> None:
    """The volunteer hands in the document that is asked for."""
    volunteer.open(f"/clearances/{clearance}")
    paper = {
        "name": "reference.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n",
    }
    volunteer.field("Document").set_input_files(paper)  # type: ignore[arg-type]
    volunteer.press("Hand in")
    volunteer.sees("Your document is handed in. The officer looks at it.")


def submit(cast: Cast, ref: str) -> None:
    """The officer submits the shortlist to the host entity."""
    cast.officer.open(f"/descriptions/{ref}/longlist?show=shortlisted")
    _tick_all(cast.officer)
    cast.officer.press("Send to the host entity")
    cast.officer.press("Send to the host entity")


def assess(cast: Cast, candidate: Hand) -> None:
    """The focal point asks the supervisor, who writes alone; then the assessment is recorded."""
    page = f"/candidates/{Application.objects.get(account=candidate.account).ref}"
    host, supervisor = cast.focal_point, cast.supervisor
    host.open(page)
    host.choose("Who assesses", str(supervisor.account))
    host.press("Ask them")
    supervisor.open(page)
    supervisor.page.locator("main a[href*='/assessments/']").first.click()
    supervisor.tick("Select")
    supervisor.write("In words: what this rests on", "Careful answers, and a good sample of work.")
    supervisor.press("Finish your assessment")
    host.open(page)
    host.press("Record the assessment")


def select(cast: Cast, candidate: Hand, *, reserve: Hand | None = None) -> None:
    """The host entity selects one, and keeps another in reserve."""
    for hand, verb in ((candidate, "Select"), (reserve, "Put in reserve")):
        if hand is not None:
            cast.focal_point.open(f"/candidates/{Application.objects.get(account=hand.account).ref}")
            cast.focal_point.press(verb)


def offer(cast: Cast, ref: str, *, first_day: date, last_day: date) -> None:
    """The officer makes the offer."""
    cast.officer.open(f"/descriptions/{ref}/selection")
    cast.officer.press("Make the offer")
    cast.officer.write("First day", first_day)
    cast.officer.write("Last day", last_day)
    cast.officer.press("Make the offer")


def accept(volunteer: Hand) -> None:
    """The volunteer reads the offer and accepts it."""
    volunteer.open(f"/applications/{Application.objects.get(account=volunteer.account).ref}")
    volunteer.press("Accept the offer")
    volunteer.press("See your service")


def _tick_all(officer: Hand) -> None:
    boxes = officer.page.locator("main input[type=checkbox][name=c]")
    for number in range(boxes.count()):
        boxes.nth(number).check()
