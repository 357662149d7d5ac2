"""What a public page says of one opportunity: its words in the reader's language, its dates, and schema.org's form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from minga.assignments.conditions import language_name, months_words
from minga.assignments.models import Description, DescriptionText
from minga.assignments.queries.seats import seats_shown
from minga.assignments.wording import competencies_in_words
from minga.core.days import lasting_day
from minga.core.listing import listed
from minga.places.models import City
from minga.places.queries import country_codes

SOON_DAYS = 14


def title_to_read(description: Description) -> str:
    """The title as `Reading` has it, for a list that shows nothing else: no query where its texts were read."""
    titles = {row.language: row for row in description.texts.all() if row.title}
    found, _same = language_to_read(titles)
    return titles[found].title if found in titles else description.number


@dataclass(frozen=True)
class Reading:
    """A description as one reader reads it. `other_language` names the language where theirs does not exist.

    cities and seats: of those that can be had, while it is open and where its seats were read with_taken.
    """

    title: str
    text: DescriptionText
    other_language: str
    cities: list[City]
    goals: list[Any]
    seats: int
    post: Description
    is_full: bool = False
    """Whether every seat is accepted while applications are still taken."""

    @classmethod
    def of(cls, description: Description) -> Reading:
        """From a description with its card parts. No query."""
        texts = {row.language: row for row in description.texts.all() if row.title}
        wanted = (get_language() or "en").lower()
        found, same = language_to_read(texts)
        text = texts.get(found) or DescriptionText(language=wanted, title=description.number)
        seats, free = seats_shown(description)
        cities = {seat.city_id: seat.city for seat in seats if seat.city is not None}
        goals = {target.goal_id: target.goal for target in description.targets.all()}
        return cls(
            title=text.title,
            text=text,
            other_language="" if same else language_name(found.lower()),
            cities=list(cities.values()),
            goals=[goals[number] for number in sorted(goals)],
            seats=description.rest_seats if description.rest_until else free,
            post=description,
            is_full=bool(seats) and not free,
        )

    @property
    def place(self) -> str:
        """One line: the city and country, or how many cities."""
        if len(self.cities) == 1:
            city = self.cities[0]
            return _("%(city)s, %(country)s") % {"city": city, "country": city.country}
        if self.cities:
            return ngettext("%(count)s city", "%(count)s cities", len(self.cities)) % {"count": len(self.cities)}
        return str(self.post.country)

    @property
    def all_places(self) -> str:
        return listed(self.cities) or str(self.post.country)

    @property
    def length(self) -> str:
        return rest_words(self.post) or length_words(self.post)

    @property
    def languages(self) -> list[str]:
        """What is asked for, required ones first. No query where `matching.post_parts` are prefetched."""
        return asked_languages(self.post)

    @property
    def skills(self) -> list[str]:
        """What is asked for, by weight. No query where `matching.post_parts` are prefetched."""
        rows = sorted(self.post.skill_requirements.all(), key=lambda row: (not row.is_required, -row.weight))
        return [str(row.skill) for row in rows]

    @property
    def areas(self) -> list[str]:
        """The areas of expertise, which count in the score. No query where they were put beside."""
        return [str(area) for area in self.post.areas.all()]

    @property
    def competencies(self) -> list[str]:
        """What is looked at in an assessment, in words. No query."""
        return competencies_in_words(self.post.competencies)

    @property
    def tasks(self) -> list[str]:
        return lines(self.text.tasks)

    @property
    def results(self) -> list[str]:
        return lines(self.text.results)


def language_to_read(texts: Iterable[str]) -> tuple[str, bool]:
    """Of the languages that exist, the reader's, else English, else the first by its tag (empty where there is none);
    and whether the reader reads it as their own.
    """
    known = {tag.lower(): tag for tag in sorted(texts)}
    wanted = (get_language() or "en").lower()
    own = wanted.split("-", maxsplit=1)[0]
    found = next((code for code in (wanted, own, "en", *known) if code in known), "")
    return known.get(found, ""), not found or found.split("-", maxsplit=1)[0] == own


class Offered(Protocol):
    """What the words for length and closing day read: of a `Description` or of a `CardRow`."""

    duration_weeks: int | None
    duration_months: int | None
    closes_on: date | None
    rest_until: date | None

    @property
    def is_open(self) -> bool: ...


def lines(text: str) -> list[str]:
    """One entry a line, without bullets that somebody typed."""
    return [line.strip().lstrip("•-–*·").strip() for line in text.splitlines() if line.strip()]


def asked_languages(description: Description) -> list[str]:
    """The languages asked for with their level, required ones first. One query where not prefetched."""
    rows = sorted(description.language_requirements.all(), key=lambda row: (not row.is_required, row.language))
    return [
        (_("%(language)s %(level)s") if row.is_required else _("%(language)s %(level)s, welcome"))
        % {"language": language_name(row.language), "level": row.level}
        for row in rows
    ]


def length_words(description: Offered) -> str:
    """“12 months”, “8 weeks”, or nothing."""
    if description.duration_weeks:
        weeks = description.duration_weeks
        return ngettext("%(count)s week", "%(count)s weeks", weeks) % {"count": weeks}
    return months_words(description.duration_months) if description.duration_months else ""


def rest_words(description: Offered) -> str:
    """“until 28 May 2027” of a post that is open for given-up seats only; else nothing."""
    if description.rest_until is None:
        return ""
    return _("until %(day)s") % {"day": date_format(description.rest_until)}


@dataclass(frozen=True)
class Closing:
    """How long applications stay open, in words; `urgent` within a week.

    on_paper: the day itself, for a sheet that is read on another one; empty where the words hold on any day.
    """

    words: str
    days: int | None
    urgent: bool = False
    on_paper: str = ""


def soon(description: Offered, *, today: date) -> Closing:
    """“Closes in 6 days”, “Closes today”, or, where that day is over here but not everywhere, “Closes within hours”."""
    if description.closes_on is None:
        return Closing(_("Open until the seats are filled"), None)
    days = (description.closes_on - today).days
    if description.closes_on < lasting_day() or not description.is_open:
        return Closing(_("Closed"), min(days, -1))
    on_paper = _("Closes on %(day)s") % {"day": date_format(description.closes_on)}
    if days < 0:
        return Closing(_("Closes within hours"), 0, urgent=True, on_paper=on_paper)
    if days == 0:
        return Closing(_("Closes today"), days, urgent=True, on_paper=on_paper)
    words = ngettext("Closes in %(count)s day", "Closes in %(count)s days", days) % {"count": days}
    return Closing(words, days, urgent=days <= 7, on_paper=on_paper)


def job_posting(description: Description, reading: Reading, *, is_open: bool) -> dict[str, Any]:
    """schema.org JobPosting as Google reads it (developers.google.com/search/docs/appearance/structured-data).

    Only properties that schema.org gives a JobPosting: a validator warns of any other.
    """
    host = description.host
    posting: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": reading.title,
        "description": _as_html(reading),
        "identifier": {"@type": "PropertyValue", "name": "Minga", "value": description.number},
        "datePosted": _day(description.first_published_at.date() if description.first_published_at else None),
        "validThrough": f"{description.closes_on.isoformat()}T23:59:59-12:00" if description.closes_on else None,
        "employmentType": "VOLUNTEER",
        "hiringOrganization": {
            "@type": "Organization",
            "name": str(host),
            **({"sameAs": host.website} if host.website else {}),
        },
        "directApply": True if is_open else None,
        "totalJobOpenings": reading.seats or None,
        "jobStartDate": _day(description.starts_on if description.rest_until is None else None),
        "skills": ", ".join(reading.skills) or None,
        **_where(description, reading),
    }
    return {name: value for name, value in posting.items() if value is not None}


def _where(description: Description, reading: Reading) -> dict[str, Any]:
    country = description.country_id
    if description.track == "online":  # from anywhere, which Google wants to read country by country
        everywhere = [{"@type": "Country", "name": code} for code in country_codes()]
        return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": everywhere}
    places = [
        {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": city.name, "addressCountry": city.country_id},
        }
        for city in reading.cities
    ]
    whole = {"@type": "Place", "address": {"@type": "PostalAddress", "addressCountry": country}}
    return {"jobLocation": places if len(places) > 1 else places[0] if places else whole}


def _as_html(reading: Reading) -> str:
    text = reading.text
    parts = [f"<p>{escape(text.context)}</p>"] if text.context else []
    headed: tuple[tuple[Callable[[], str], list[str]], ...] = (
        (lambda: _("What you will do"), reading.tasks),
        (lambda: _("What comes of it"), reading.results),
    )
    for heading, rows in headed:
        if rows:
            listed = "".join(f"<li>{escape(row)}</li>" for row in rows)
            parts.append(f"<p>{escape(heading())}</p><ul>{listed}</ul>")
    return "".join(parts) or f"<p>{escape(reading.title)}</p>"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def site(path: str) -> str:
    """The whole address of a page of this installation."""
    return f"{settings.SITE_URL}{path}"
