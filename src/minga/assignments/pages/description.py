"""What the working page of a description and its document say: facts, sections, and the verbs open to a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from minga.assignments.conditions import education_words, months_words
from minga.assignments.models import Description
from minga.assignments.pages.opportunity import asked_languages, language_to_read, length_words, lines
from minga.assignments.queries.description_history import was_sent_by
from minga.assignments.queries.descriptions import SECTIONS
from minga.assignments.service_papers import LISTED
from minga.assignments.states import DESCRIPTION
from minga.assignments.wording import TEXT_LABELS, competencies_in_words, written_languages
from minga.core.acting import allowed
from minga.core.documents.papers import DescriptionPaper, Fact, Section
from minga.core.documents.papers.wording import on_day
from minga.core.errors import Problem
from minga.core.listing import isolated, listed
from minga.core.models import in_language
from minga.core.money.formatting import number_words

HOST_MAY_CANCEL = ("draft", "submitted")
OTHER_PLACES = {"closes_on": "publication"}

SENT_BY_YOU = gettext_lazy("You sent this for approval yourself. You approve it too; the audit trail says so.")


@dataclass(frozen=True)
class Verb:
    """One thing the reader may do now. `question` asks once before it is done, `reason` asks for one.

    url: the page to which it leads, where something has to be said there first.
    """

    name: str
    label: str | Promise
    tone: str = "quiet"
    question: str | Promise = ""
    reason: str | Promise = ""
    url: str = ""


PERMISSION = {"submit": "assignments.submit_description", "cancel": "assignments.cancel_description"}
MAIN = {"draft": "submit", "submitted": "approve", "ready_for_sourcing": "publish", "selecting": "fill"}
ASKS: dict[str, tuple[str | Promise, str | Promise]] = {
    "submit": (gettext_lazy("It goes to the programme officers. Only they change it until it is decided."), ""),
    "request_edits": ("", gettext_lazy("What should change? The host entity reads this.")),
    "publish": (gettext_lazy("Everyone can read it and apply until the closing date."), ""),
    "close": (gettext_lazy("Nobody can apply any more. You can open it again."), ""),
    "fill": (gettext_lazy("Every seat has its volunteer. This ends the selection."), ""),
    "cancel": (
        gettext_lazy("Everyone who applied is told. This cannot be undone."),
        gettext_lazy("Why is it cancelled? Those who applied read this."),
    ),
}

ONLY_NOMINATED = gettext_lazy(
    "Everyone can read it until the closing date; only people whom the partner nominates and who agree can apply."
)
"""Asked before a post is published that names a partner that nominates."""


def verbs_of(description: Description, *, account: Any) -> list[Verb]:
    """What this person may do with it now, the main thing first; filled only once it is. Queries as the permissions."""
    if description.is_template:
        return []
    main = MAIN.get(description.state, "")
    legal = [verb for verb in DESCRIPTION.legal_verbs(description.state) if verb != "seek_again"]
    open_verbs = [verb for verb in legal if _may(description, verb, account)]
    if "fill" in open_verbs and DESCRIPTION.problems(description, verb="fill"):
        open_verbs.remove("fill")
    shown = []
    for name in sorted(open_verbs, key=lambda verb: (verb != main, verb == "cancel")):
        tone = "primary" if name == main else "danger" if name == "cancel" else "quiet"
        question, reason = ASKS.get(name, ("", ""))
        if name == "publish" and description.nominating_partner_id is not None:
            question = ONLY_NOMINATED
        if name == "approve" and was_sent_by(description, account):
            question = SENT_BY_YOU
        # Beside a question, “Cancel” alone would read as “close this question”.
        url, label = "", _("Cancel this post") if name == "cancel" else DESCRIPTION.verb_labels[name]
        if name == "reopen" and DESCRIPTION.problems(description, verb=name):
            url = reverse("assignments:description_section", args=[description.ref, "publication"])
            label = _("Name a later last day, then open again")
        if name == "publish" and closing_in_the_way(description):
            url = reverse("assignments:description_section", args=[description.ref, "publication"])
            label = _("Name the last day to apply")
        shown.append(Verb(name, label, tone, question, reason, url))
    return shown


def closing_in_the_way(description: Description) -> bool:
    """Whether a last day to apply that is still to come is all that publishing lacks. Queries as the guards."""
    return {problem.place for problem in DESCRIPTION.problems(description, verb="publish")} == {"closes_on"}


def _may(description: Description, verb: str, account: Any) -> bool:
    decides = allowed(account, "assignments.decide_description", description)
    if verb == "cancel" and description.state not in HOST_MAY_CANCEL:
        return decides
    permission = PERMISSION.get(verb)
    return decides if permission is None else allowed(account, permission, description)


@dataclass(frozen=True)
class Missing:
    """One thing in the way of the next step, and the page where it is mended."""

    url: str
    place: str
    message: str | Promise
    remedy: str | Promise


def in_the_way(description: Description, problems: Iterable[Problem], *, editable: Iterable[str]) -> list[Missing]:
    """Problems with the section or page where each is mended, for a reader who may edit these sections."""
    may, found = set(editable), []
    for problem in problems:
        section = OTHER_PLACES.get(problem.place, problem.place)
        url = ""
        if section == "cost":
            url = reverse("assignments:cost", args=[description.ref])
        elif section in may:
            url = reverse("assignments:description_section", args=[description.ref, section])
        place = _("Cost") if section == "cost" else str(SECTIONS.get(section, ""))
        found.append(Missing(url, place, problem.message, problem.remedy))
    return found


def main_problems(description: Description) -> list[Problem]:
    """What keeps the next step from being taken; empty where nothing does. Queries as the guards.

    While candidates are chosen the next step is theirs; that seats are free still is nothing in the way.
    """
    verb = MAIN.get(description.state) if description.state != "selecting" else None
    return DESCRIPTION.problems(description, verb=verb) if verb else []


def funding_words(description: Description) -> str:
    """Who pays, in one line: “Paid jointly: A 60 %, B 40 %”. One query."""
    shares = [
        _("%(name)s %(percent)s %%") % {"name": isolated(row.funder), "percent": number_words(row.percent)}
        for row in description.funding_shares.select_related("funder").order_by("-percent", "pk")
    ]
    if not description.funding:
        return ""
    if description.funding == "host_funded" or not shares:
        return str(description.get_funding_display())
    return _("%(how)s: %(shares)s") % {"how": description.get_funding_display(), "shares": listed(shares)}


def asked_skills(description: Description) -> list[str]:
    """The skills asked for, the heaviest first; required ones say so. One query where not prefetched."""
    rows = sorted(description.skill_requirements.all(), key=lambda row: (not row.is_required, -row.weight))
    return [_("%(skill)s (required)") % {"skill": row.skill} if row.is_required else str(row.skill) for row in rows]


def competencies_of(description: Description) -> list[str]:
    """The competencies in words. No query."""
    return competencies_in_words(description.competencies)


@dataclass(frozen=True)
class Agreed:
    """What a description says is to be done and to come of it, and in which language (BCP 47)."""

    language: str
    tasks: list[str]
    results: list[str]


def agreed_on(description: Description) -> Agreed | None:
    """The basis of an assessment, in the reader's language where it is written in it; None where nothing is written.

    One query where the texts are not prefetched.
    """
    texts = {row.language: row for row in description.texts.all() if row.tasks or row.results}
    text = texts.get(language_to_read(texts)[0])
    return Agreed(text.language, lines(text.tasks), lines(text.results)) if text is not None else None


def experience_words(description: Description) -> str:
    """“3 years”, or nothing where none is asked for. No query."""
    return months_words(description.min_experience_months) if description.min_experience_months else ""


def places_of(description: Description) -> str:
    """The duty stations, each once. One query where not prefetched."""
    seats = [seat for seat in description.seats.all() if not seat.is_cancelled and seat.city is not None]
    names = dict.fromkeys(
        _("%(city)s, %(country)s") % {"city": seat.city, "country": seat.city.country}  # type: ignore[union-attr]
        for seat in seats
    )
    return " · ".join(names) or (_("From home") if description.track == "online" else "")


def second_language_of(description: Description) -> str:
    """Another language in which the description has a title; empty where there is none. One query."""
    mine = (get_language() or "en").lower()
    codes = [row.language.lower() for row in description.texts.all() if row.title]
    known = [code for code, _name in written_languages()]
    return next((code for code in known if code in codes and code != mine), "")


def paper_of(description: Description) -> DescriptionPaper:
    """The document, in the reader's language and, where it has words there, the other one. About nine queries."""
    texts = {row.language: row for row in description.texts.all()}

    def said(name: str) -> dict[str, str]:
        return {code: getattr(row, name) for code, row in texts.items() if getattr(row, name)}

    return DescriptionPaper(
        language=(get_language() or "en").lower(),
        second_language=second_language_of(description),
        author=str(description.host),
        reference=description.number,
        made_at=timezone.now(),
        title=said("title") or description.number,
        subtitle=lambda: _("Description of assignment"),
        facts=_paper_facts(description),
        sections=tuple(
            Section(label, said(name), listed=name in LISTED) for name, label in TEXT_LABELS.items() if name != "title"
        ),
    )


def _paper_facts(description: Description) -> tuple[Fact, ...]:
    seats = sum(not seat.is_cancelled for seat in description.seats.all())
    rows: tuple[tuple[Any, Callable[[], str]], ...] = (
        (gettext_lazy("State"), lambda: str(DESCRIPTION.labels[description.state])),
        (gettext_lazy("Host entity"), lambda: str(description.host)),
        (gettext_lazy("Category"), lambda: in_language(description.category.names, fallback=description.category.code)),
        (gettext_lazy("Category served in"), lambda: str(description.serves_as or "")),
        (gettext_lazy("Where volunteers serve"), lambda: str(description.get_track_display())),
        (gettext_lazy("Duty station"), lambda: places_of(description)),
        (gettext_lazy("Seats"), lambda: str(seats)),
        (
            gettext_lazy("First day of service"),
            lambda: on_day(description.starts_on) if description.starts_on else "",
        ),
        (gettext_lazy("Duration"), lambda: length_words(description)),
        (gettext_lazy("Hours a week"), lambda: str(description.hours_a_week or "")),
        (
            gettext_lazy("Least education"),
            lambda: education_words(description.min_education) if description.min_education is not None else "",
        ),
        (gettext_lazy("Experience"), lambda: experience_words(description)),
        (gettext_lazy("Languages"), lambda: listed(asked_languages(description))),
        (gettext_lazy("Skills"), lambda: listed(asked_skills(description))),
        (gettext_lazy("Areas of expertise"), lambda: listed(str(area) for area in description.areas.all())),
        (gettext_lazy("Competencies"), lambda: listed(competencies_of(description))),
        (gettext_lazy("SDG targets"), lambda: listed(target.code for target in description.targets.all())),
        (gettext_lazy("Output of the cooperation framework"), lambda: description.framework_output),
        (gettext_lazy("Who pays"), lambda: funding_words(description)),
        (gettext_lazy("Last day to apply"), lambda: on_day(description.closes_on) if description.closes_on else ""),
    )
    return tuple(Fact(label, value) for label, value in rows)
