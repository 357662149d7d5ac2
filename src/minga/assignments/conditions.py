"""What the engine found, as sentences: the rule, what it asks, what the profile shows, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from minga.assignments.models import Category, Track
from minga.core.listing import listed
from minga.core.money.formatting import babel_locale
from minga.engines.matching import Condition, Education, Refusal, Remedy, Rule, Verdict
from minga.people.models import EducationLevel, Skill
from minga.places.naming import country_names


@dataclass(frozen=True)
class Words:
    """One rule in words. `asks` stands alone as a line of a list; a broken one has `message` and `remedy`."""

    rule: str
    subject: str
    ok: bool
    asks: str
    message: str = ""
    remedy: str = ""
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Names:
    """Names of countries, skills and categories that sentences need, read once for a page."""

    countries: Mapping[str, str] = field(default_factory=dict)
    skills: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def for_verdicts(cls, verdicts: Iterable[Verdict], *, known_skills: Mapping[str, str] | None = None) -> Names:
        """What these verdicts speak of. At most three queries for any number, none for what they do not name.

        known_skills: code -> name of all that they name, where the caller has read them.
        """
        places: set[str] = set()
        skills: set[str] = set()
        elsewhere = False
        for verdict in verdicts:
            elsewhere = elsewhere or any(row.remedy_code in SEARCH_REMEDIES for row in verdict.refusals)
            for row in verdict.conditions:
                if row.rule in NATIONALITY_RULES:
                    places.update(_codes(row.required), _codes(row.actual))
                elif row.rule is Rule.SKILL:
                    skills.add(row.subject)
        return cls(
            countries=country_names(places) if places else {},
            skills=known_skills or {row.pk: str(row) for row in Skill.objects.filter(pk__in=skills)},
            categories={row.code: str(row) for row in Category.objects.filter(is_active=True)} if elsewhere else {},
        )


NATIONALITY_RULES = (Rule.TRACK_NATIONALITY, Rule.ALLOWED_NATIONALITY, Rule.EXCLUDED_NATIONALITY)


def words_for(verdict: Verdict, *, names: Names | None = None) -> list[Words]:
    """Every condition of a verdict in words, in the order of the rules. At most 3 queries, none with `names`."""
    names = names or Names.for_verdicts([verdict])
    broken = {(row.rule, row.subject): row for row in verdict.refusals}
    return [_words(row, refusal=broken.get((row.rule, row.subject)), names=names) for row in verdict.conditions]


def _words(condition: Condition, *, refusal: Refusal | None, names: Names) -> Words:
    asks = ASKS[condition.rule](condition, names)
    if refusal is None:
        return Words(condition.rule, condition.subject, True, asks)
    remedy, url, link = _remedy(refusal, names)
    message = _message(condition, names)
    return Words(condition.rule, condition.subject, False, asks, message, remedy, url, link)


def months_words(months: int) -> str:
    """“3 years”, “1 year 4 months”, “4 months”."""
    years, left = divmod(int(months), 12)
    year_words = ngettext("%(count)s year", "%(count)s years", years) % {"count": years} if years else ""
    if years and not left:
        return year_words
    month_words = ngettext("%(count)s month", "%(count)s months", left) % {"count": left}
    return _("%(years)s %(months)s") % {"years": year_words, "months": month_words} if years else month_words


def language_name(tag: str) -> str:
    """The name of a language (BCP 47) in the reader's language; the tag itself where nobody knows it."""
    named = babel_locale((get_language() or "en").lower()).languages.get(tag.split("-", maxsplit=1)[0].lower())
    return str(named or SIGN_LANGUAGES.get(tag, lambda: tag)())


SIGN_LANGUAGES: dict[str, Callable[[], str]] = {
    "csl": lambda: _("Chinese Sign Language"),
    "ils": lambda: _("International Sign"),
}


def education_words(level: Any) -> str:
    """The name of an ISCED level, given as its number or as the engine names it."""
    number = int(level) if str(level).isdigit() else int(Education[str(level).upper()])
    known = max((value for value in EducationLevel.values if value <= number), default=None)
    return str(EducationLevel(known).label) if known is not None else _("no school certificate")


def _codes(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _countries(value: Any, names: Names) -> str:
    return listed(names.countries.get(code, code) for code in _codes(value))


def _asks_nationality(row: Condition, names: Names) -> str:
    country = _countries(row.required, names)
    if row.rule is Rule.TRACK_NATIONALITY and row.subject == Track.INTERNATIONAL:
        if len(_codes(row.required)) > 1:
            return _asks_seat_abroad(row, names)
        return _("Nationality of another country than %(country)s") % {"country": country}
    if row.rule is Rule.EXCLUDED_NATIONALITY:
        return _("Nationality other than %(country)s") % {"country": country}
    return _("Nationality of %(country)s") % {"country": country}


def _asks_seat_abroad(row: Condition, names: Names) -> str:
    """Where seats are in several countries; whose own is one of them reads in which others they may serve."""
    fitting = [code for code in _codes(row.required) if code not in _codes(row.actual)]
    if row.ok and len(fitting) < len(_codes(row.required)):
        named = {"countries": _countries(tuple(fitting), names)}
        return _("Nationality of another country than that of the seat: open in %(countries)s") % named
    named = {"countries": _countries(row.required, names)}
    return _("Nationality of another country than that of the seat (%(countries)s)") % named


ASKS: dict[Rule, Callable[[Condition, Names], str]] = {
    Rule.MIN_AGE: lambda row, _n: _("At least %(age)s years old on the first day") % {"age": row.required},
    Rule.MAX_AGE: lambda row, _n: _("At most %(age)s years old on the first day") % {"age": row.required},
    Rule.TRACK_NATIONALITY: _asks_nationality,
    Rule.ALLOWED_NATIONALITY: _asks_nationality,
    Rule.EXCLUDED_NATIONALITY: _asks_nationality,
    Rule.STUDYING: lambda _r, _n: _("Enrolled at a university or school"),
    Rule.EDUCATION: lambda row, _n: _("%(level)s or higher") % {"level": education_words(row.required)},
    Rule.EXPERIENCE: lambda row, _n: _("%(time)s of experience") % {"time": months_words(int(str(row.required)))},
    Rule.SERVICE_LIMIT: lambda row, _n: (
        _("At most %(time)s abroad as a volunteer, this post included") % {"time": months_words(int(str(row.required)))}
    ),
    Rule.LANGUAGE: lambda row, _n: (
        _("%(language)s at level %(level)s") % {"language": language_name(row.subject), "level": row.required}
    ),
    Rule.SKILL: lambda row, names: names.skills.get(row.subject, row.subject),
    Rule.MAX_DURATION: lambda _r, _n: _("Length of service within the category's limit"),
    Rule.MAX_WEEKLY_HOURS: lambda row, _n: (
        ngettext("At most %(count)s hour a week", "At most %(count)s hours a week", int(str(row.required)))
        % {"count": row.required}
    ),
}


def _message(row: Condition, names: Names) -> str:
    """The rule, and what the profile shows."""
    if row.rule is Rule.SKILL:
        return _("This post asks for the skill “%(skill)s”; your profile does not name it.") % {
            "skill": names.skills.get(row.subject, row.subject)
        }
    if row.rule is Rule.STUDYING:
        return _("This post is for people who study; your profile does not say that you do.")
    if row.rule is Rule.LANGUAGE:
        return _message_language(row)
    if row.actual is None:
        return SILENT.get(row.rule, lambda: _("Your profile does not say whether you meet this."))()
    return SPOKEN[row.rule](row, names)


def _message_language(row: Condition) -> str:
    named = {"language": language_name(row.subject), "level": row.required, "actual": row.actual}
    if row.actual is None:
        return _("This post asks for %(language)s at level %(level)s; your profile does not name %(language)s.") % named
    return _("This post asks for %(language)s at level %(level)s; your profile shows %(actual)s.") % named


SILENT: dict[Rule, Callable[[], str]] = {
    Rule.MIN_AGE: lambda: _("This post has an age limit; your profile does not show your date of birth."),
    Rule.MAX_AGE: lambda: _("This post has an age limit; your profile does not show your date of birth."),
    Rule.TRACK_NATIONALITY: lambda: _("This post depends on nationality; your profile does not show yours."),
    Rule.ALLOWED_NATIONALITY: lambda: _("This post depends on nationality; your profile does not show yours."),
    Rule.EXCLUDED_NATIONALITY: lambda: _("This post depends on nationality; your profile does not show yours."),
    Rule.EDUCATION: lambda: _("This post asks for a finished education; your profile does not show one."),
}


def _spoken_nationality(row: Condition, names: Names) -> str:
    named = {"country": _countries(row.required, names), "own": _countries(row.actual, names)}
    if row.rule is Rule.TRACK_NATIONALITY and row.subject == Track.INTERNATIONAL:
        if len(_codes(row.required)) > 1:
            words = _("This post serves abroad, with seats in %(country)s only, and these are your own countries.")
            return words % named
        return _("This post serves abroad, and %(country)s is your own country.") % named
    if row.rule is Rule.TRACK_NATIONALITY:
        return _("This post is for people of %(country)s; your profile shows %(own)s.") % named
    return _("This post is not open to every nationality; your profile shows %(own)s.") % named


def _spoken_limit(row: Condition, _n: Names) -> str:
    return _("Nobody serves more than %(limit)s abroad; with this post you would reach %(actual)s.") % {
        "limit": months_words(int(str(row.required))),
        "actual": months_words(int(str(row.actual))),
    }


def _spoken_experience(row: Condition, _n: Names) -> str:
    asked = {"time": months_words(int(str(row.required)))}
    if not row.actual:
        return _("This post asks for %(time)s of experience; your profile shows none yet.") % asked
    asked["actual"] = months_words(int(str(row.actual)))
    return _("This post asks for %(time)s of experience; your profile shows %(actual)s, full months counted.") % asked


def _spoken_age(row: Condition, _n: Names) -> str:
    ages = {"limit": row.required, "age": row.actual}
    if row.rule is Rule.MIN_AGE:
        return _("This post asks for an age of at least %(limit)s; on its first day you will be %(age)s.") % ages
    return _("This post is for people up to %(limit)s; on its first day you will be %(age)s.") % ages


SPOKEN: dict[Rule, Callable[[Condition, Names], str]] = {
    Rule.MIN_AGE: _spoken_age,
    Rule.MAX_AGE: _spoken_age,
    Rule.TRACK_NATIONALITY: _spoken_nationality,
    Rule.ALLOWED_NATIONALITY: _spoken_nationality,
    Rule.EXCLUDED_NATIONALITY: _spoken_nationality,
    Rule.EDUCATION: lambda row, _n: (
        _("This post asks for “%(level)s” or higher; your profile shows “%(actual)s”.")
        % {"level": education_words(row.required), "actual": education_words(row.actual)}
    ),
    Rule.EXPERIENCE: _spoken_experience,
    Rule.SERVICE_LIMIT: _spoken_limit,
    Rule.MAX_DURATION: lambda _r, _n: _("This post lasts longer than its category allows."),
    Rule.MAX_WEEKLY_HOURS: lambda _r, _n: _("This post asks for more hours a week than its category allows."),
}

STEP_OF_FIELD = {"birth_date": "about", "nationalities": "about", "education": "education"}


def _remedy(refusal: Refusal, names: Names) -> tuple[str, str, str]:
    """(sentence, address, words of the link)."""
    code, value = refusal.remedy_code, refusal.remedy_value
    if code is Remedy.COMPLETE_PROFILE:
        return _("Add it to your profile."), _step(STEP_OF_FIELD.get(str(value), "about")), _("Open your profile")
    if code is Remedy.REACH_LEVEL:
        return (
            _("If you know more than it says, change your level; else see posts in your languages."),
            _step("languages"),
            _("Your languages"),
        )
    if code in PROFILE_REMEDIES:
        sentence, step, link = PROFILE_REMEDIES[code]
        return sentence(), _step(step), link()
    if code in SEARCH_REMEDIES:
        say, query, link = SEARCH_REMEDIES[code]
        named = {"category": names.categories.get("specialist", "")}
        return say(value) % named, _search(query(value)), link()
    return "", "", ""


PROFILE_REMEDIES: dict[Remedy, tuple[Callable[[], str], str, Callable[[], str]]] = {
    Remedy.CONFIRM_STUDIES: (
        lambda: _("If you study, say so in your profile."), "education", lambda: _("Your education")
    ),
    Remedy.COMPLETE_EDUCATION: (
        lambda: _("If you have finished more than it says, add it."), "education", lambda: _("Your education")
    ),
    Remedy.GAIN_EXPERIENCE: (
        lambda: _("Add earlier work or volunteering, or see youth posts."), "experience", lambda: _("Your experience")
    ),
    Remedy.ADD_SKILL: (lambda: _("If you have it, add it."), "skills", lambda: _("Your skills")),
}  # fmt: skip


def _from_day(value: Any) -> str:
    day = formats.date_format(value) if isinstance(value, date) else ""
    return _("You may serve in posts that start on %(day)s or later.") % {"day": day}


def _other_track(value: Any) -> str:
    labels = {
        Track.NATIONAL.value: lambda: _("See posts in your own country."),
        Track.INTERNATIONAL.value: lambda: _("See posts abroad."),
    }
    return labels.get(str(value), lambda: _("See posts that you can do from home."))()


SEARCH_REMEDIES: dict[Remedy, tuple[Callable[[Any], str], Callable[[Any], str], Callable[[], str]]] = {
    Remedy.START_FROM: (_from_day, lambda _v: "eligible=1", lambda: _("Posts you may apply for")),
    Remedy.OTHER_CATEGORY: (
        lambda _v: _("Other categories have other ages."), lambda _v: "eligible=1", lambda: _("Posts you may apply for")
    ),
    Remedy.OTHER_TRACK: (
        _other_track, lambda value: f"track={value or 'online'}&eligible=1", lambda: _("Posts you may apply for")
    ),
    Remedy.OTHER_POST: (
        lambda _v: _("Other posts are open to you."), lambda _v: "eligible=1", lambda: _("Posts you may apply for")
    ),
    Remedy.SHORTER_POST: (
        lambda value: _("Posts of at most %(time)s would fit.") % {"time": months_words(int(value or 0))},
        lambda _v: "track=international&eligible=1",
        lambda: _("Posts you may apply for"),
    ),
}  # fmt: skip


def _step(key: str) -> str:
    return reverse("people:step", args=[key])


def _search(query: str) -> str:
    return f"{reverse('assignments:opportunities')}?{query}"
