"""What a score came from, as sentences for the people who decide; the parts and their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.assignments.conditions import language_name, months_words
from minga.assignments.models import Application
from minga.people.models import Skill

PART_NAMES: dict[str, str | Promise] = {
    "skills": gettext_lazy("Skills"),
    "languages": gettext_lazy("Languages"),
    "experience": gettext_lazy("Experience"),
    "availability": gettext_lazy("Availability"),
    "motivation": gettext_lazy("Motivation"),
}
RULE_NAMES: dict[str, str | Promise] = {
    "min_age": gettext_lazy("age"),
    "max_age": gettext_lazy("age"),
    "track_nationality": gettext_lazy("nationality"),
    "allowed_nationality": gettext_lazy("nationality"),
    "excluded_nationality": gettext_lazy("nationality"),
    "studying": gettext_lazy("not a student"),
    "education": gettext_lazy("education"),
    "experience": gettext_lazy("experience"),
    "service_limit": gettext_lazy("longest service abroad"),
    "language": gettext_lazy("language"),
    "skill": gettext_lazy("a required skill"),
    "max_duration": gettext_lazy("length of service"),
    "max_weekly_hours": gettext_lazy("hours a week"),
}


@dataclass(frozen=True)
class Line:
    """One thing a part came from: a sentence, and the points it gave (0 to 100)."""

    words: str
    points: Decimal


@dataclass(frozen=True)
class Part:
    """One named part of a score, 0 to 100, with what it came from."""

    name: str
    label: str | Promise
    points: Decimal
    lines: tuple[Line, ...] = ()


def skill_names(applications: Iterable[Application]) -> dict[str, str]:
    """Code -> name of every skill that these applications' evidence speaks of. One query."""
    codes = {
        line["item"] for row in applications for line in row.evidence.get("skills", ()) if line.get("code") == "skill"
    }
    return {row.pk: str(row) for row in Skill.objects.filter(pk__in=codes)} if codes else {}


def lines_of(application: Application, part: str, *, skills: Mapping[str, str]) -> tuple[Line, ...]:
    """What one part came from. The motivation is told from the rating as it stands now. No query."""
    if part == "motivation":
        return (_motivation(application.motivation_score),)
    return tuple(
        Line(SENTENCES[row["code"]](row, skills), Decimal(row["points"]) / 100)
        for row in application.evidence.get(part, ())
        if row.get("code") in SENTENCES
    )


def _motivation(score: Decimal | None) -> Line:
    if score is None:
        return Line(_("No officer has rated it yet; it counts as the middle."), Decimal(50))
    return Line(_("Rated by the officer."), score)


def _skill(row: Mapping[str, Any], skills: Mapping[str, str]) -> str:
    name = skills.get(row["item"], row["item"])
    if row["actual"] is None:
        return _("%(skill)s: not named") % {"skill": name}
    return _("%(skill)s: named") % {"skill": name}


def _language(row: Mapping[str, Any], _skills: Mapping[str, str]) -> str:
    named = {"language": language_name(row["item"]), "asked": row["required"], "level": row["actual"]}
    if row["actual"] is None:
        return _("%(language)s: not named, %(asked)s asked") % named
    return _("%(language)s: %(level)s, %(asked)s asked") % named


def _months(sentence: Callable[[], str]) -> Callable[[Mapping[str, Any], Mapping[str, str]], str]:
    return lambda row, _skills: (
        sentence()
        % {
            "time": months_words(int(row["actual"] or 0)),
            "full": months_words(int(row["required"])),
        }
    )


def _start(row: Mapping[str, Any], _skills: Mapping[str, str]) -> str:
    day = formats.date_format(date.fromisoformat(str(row["actual"])))
    return _("Can start on %(day)s") % {"day": day}


def _length(row: Mapping[str, Any], _skills: Mapping[str, str]) -> str:
    days, full = int(row["actual"] or 0), int(row["required"])
    if days >= full:
        return _("Can stay for the whole service")
    return ngettext("Can stay for %(count)s day of %(full)s", "Can stay for %(count)s days of %(full)s", days) % {
        "count": days,
        "full": full,
    }


def _hours(row: Mapping[str, Any], _skills: Mapping[str, str]) -> str:
    if row["actual"] is None:
        return _("Does not say how many hours a week")
    hours = int(row["actual"])
    return ngettext("%(count)s hour a week, %(full)s asked", "%(count)s hours a week, %(full)s asked", hours) % {
        "count": hours,
        "full": row["required"],
    }


SENTENCES: dict[str, Callable[[Mapping[str, Any], Mapping[str, str]], str]] = {
    "nothing_asked": lambda _row, _skills: _("The post asks for nothing here; everyone has it in full."),
    "skill": _skill,
    "language": _language,
    "total_experience": _months(lambda: _("%(time)s of experience; %(full)s count in full")),
    "experience_in_areas": _months(lambda: _("%(time)s in the areas of the post; %(full)s count in full")),
    "areas_named": lambda row, _skills: _("%(count)s of %(full)s areas of the post named") % {
        "count": row["actual"], "full": row["required"]
    },
    "start": _start,
    "length": _length,
    "weekly_hours": _hours,
}  # fmt: skip
