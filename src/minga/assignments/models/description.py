"""The description of assignment: vacancy text, part of the contract and basis of assessment."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.assignments.models.category import Category, Track
from minga.assignments.state_names import DESCRIPTION
from minga.core.days import last_day
from minga.core.models import Base, in_language
from minga.core.money.formatting import number_words
from minga.partners.models import Organisation
from minga.people.models import Cefr, EducationLevel, Skill
from minga.places.models import City, Country
from minga.sdgs.models import Target

if TYPE_CHECKING:
    from minga.assignments.models.cost import CostEstimate


BESIDE = r"\s<>\"()（），。；：、！？“”《》「」"
"""What stands beside an address and is none of it: Chinese has no space after one."""
ADDRESS = re.compile(rf"[(（]?(https?://[^{BESIDE}]+[^{BESIDE}.,;:])[)）]?")
"""Of a page on the web, as it is written within other words, with brackets around it."""
POINTER = re.compile(
    r"(?:^|[\s,，;；:：.。、]+|([(（]))"
    r"(?:see(?: also)?|cf\.?|source|[详参另请]?见|来源|voir|véase|см\.?|انظر)[\s:：]*$",
    re.IGNORECASE,
)
"""What points to an address that follows: nothing is left for it to point to where the address is a link."""


class Funding(models.TextChoices):
    HOST = "host_funded", _("Paid by the host entity")
    FULL = "fully_funded", _("Fully funded by a funder")
    JOINT = "joint", _("Paid jointly")


class Description(Base):
    """One description of assignment (DoA). Its words stand in `texts`, one row a language."""

    number = models.CharField(max_length=20, unique=True, help_text="Such as DOA-2026-00042")
    is_template = models.BooleanField(default=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    serves_as = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Whose conditions count as well, where the category says “as the category served in”",
    )  # fmt: skip
    track = models.CharField(max_length=14, choices=Track.choices)
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="descriptions")
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="+", help_text="Whose officers look after it"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    starts_on = models.DateField(null=True, blank=True)
    duration_months = models.PositiveSmallIntegerField(null=True, blank=True)
    duration_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    hours_a_week = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(60)])
    min_education = models.PositiveSmallIntegerField(choices=EducationLevel.choices, null=True, blank=True)
    min_experience_months = models.PositiveSmallIntegerField(default=0)
    areas = models.ManyToManyField(Skill, blank=True, related_name="+", limit_choices_to={"is_area": True})
    competencies = models.JSONField(default=list, blank=True)
    targets = models.ManyToManyField(Target, blank=True, related_name="descriptions")
    framework_output = models.CharField(max_length=160, blank=True)
    funding = models.CharField(max_length=14, choices=Funding.choices, blank=True)
    nominating_partner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="nominating_descriptions"
    )
    nomination_quota = models.PositiveSmallIntegerField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True, help_text="The last day on which people may apply")
    published_at = models.DateTimeField(null=True, blank=True)
    weights = models.JSONField(default=dict, blank=True, help_text="Weights of the parts of the score")
    state = models.CharField(max_length=20, choices=DESCRIPTION.choices, default=DESCRIPTION.initial)
    state_reason = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Where an imported description comes from")
    next_candidate_number = models.PositiveIntegerField(default=1)

    audit_fields = (
        "number", "is_template", "category", "serves_as", "track", "host", "country", "officer", "starts_on",
        "duration_months", "duration_weeks", "hours_a_week", "min_education", "min_experience_months", "competencies",
        "framework_output", "funding", "nominating_partner", "nomination_quota", "closes_on", "published_at", "weights",
        "state", "state_reason",
    )  # fmt: skip

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["state", "closes_on"], name="description_open"),
            models.Index(fields=["host", "state"], name="description_host"),
            models.Index(
                fields=["-updated_at", "-id"],
                condition=Q(state__in=("draft", "submitted"), is_template=False),
                name="description_under_way",
            ),
            models.Index(  # with all that boards ask, so that a country's open ones are found without reading them
                fields=["country", "state", "closes_on", "is_template", "officer", "category", "id"],
                name="description_country",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration_months__isnull=True) | Q(duration_weeks__isnull=True),
                name="description_months_or_weeks",
            ),
        ]

    @property
    def estimates(self) -> models.QuerySet[CostEstimate]:
        """The estimates of the description itself, not those of its services. One query when read."""
        return self.all_estimates.filter(extension__isnull=True, dependants_change__isnull=True)

    rest_until: date | None = None
    """Where `queries.seats.with_rest` was asked: the last day of a post that is open for given-up seats only."""
    rest_seats: int = 0
    """And how many of them are free."""
    next_step: Any = None
    """What comes next, in rows of a list (queries.descriptions.with_next_steps)."""

    def __str__(self) -> str:
        return self.title or self.number

    @property
    def title(self) -> str:
        """The title in the reader's language; reads `texts` (prefetch them in lists)."""
        return in_language({row.language: row.title for row in self.texts.all()}, fallback=self.number)

    @cached_property
    def closed_at(self) -> datetime | None:
        """Since when one in selection takes no more applications: later changes of its last day leave it as it is.

        One query; none where a list read it with its rows (queries.due_days.with_closing).
        """
        steps = self.steps.filter(state="selecting", left_at__isnull=True)
        return steps.values_list("entered_at", flat=True).first()

    @cached_property
    def first_published_at(self) -> datetime | None:
        """When it was published the first time; `published_at` is when it was opened last. One query; none where it was
        read with its rows (queries.way).
        """
        opened = self.steps.filter(state="sourcing").order_by("entered_at").values_list("entered_at", flat=True)
        return (opened.first() or self.published_at) if self.published_at is not None else None

    @property
    def opened_again_at(self) -> datetime | None:
        """When it was opened again last, where it was. Queries as `first_published_at`."""
        first, last = self.first_published_at, self.published_at
        return last if first is not None and last is not None and last > first else None

    @property
    def category_served(self) -> Category:
        """The category whose conditions of service count: the one served in where it is named, else its own.

        docs/decisions/category-served.md. At most one query.
        """
        return self.serves_as or self.category

    @property
    def categories_that_count(self) -> tuple[Category, ...]:
        """Whose dated rows count: its own, and those of the category served in. At most two queries."""
        return (self.category,) if self.serves_as is None else (self.category, self.serves_as)

    def nearness(self, category_id: int | None) -> int:
        """Which row comes first, the highest: one of its own category, of the one served in, of any. No query."""
        return 0 if category_id is None else 2 if category_id == self.category_id else 1

    @property
    def category_words(self) -> str:
        """The category and, where it is named, the one served in. One query where that one was not read."""
        if self.serves_as is None:
            return str(self.category)
        words = gettext("%(category)s, serving as %(served)s")
        return words % {"category": self.category, "served": self.serves_as}

    @property
    def framework(self) -> tuple[str, str]:
        """The output of the cooperation framework in words, and the address of its document where one is written with
        it; both may be empty.
        """
        found = ADDRESS.search(self.framework_output)
        if found is None:
            return self.framework_output, ""
        before, after = self.framework_output[: found.start()], self.framework_output[found.end() :]
        if pointer := POINTER.search(before):
            stays_open = pointer[1] and found[0][-1] not in ")）"  # “(see https://…, page 3)”
            before = before[: pointer.end(1) if stays_open else pointer.start()]
            after = after.lstrip(" ,，;；") if stays_open else after
        opens, closes = before[-1:] in ("(", "（"), after[:1] in "，。；：、！？"
        join = "" if opens or closes else " "  # where nothing follows, what is added is stripped below
        return f"{before.rstrip()}{join}{after.lstrip()}".strip(" .,;:·，；：。、") or found[1], found[1]

    @property
    def ends_on(self) -> date | None:
        """The last day of service that start and duration give."""
        return self.last_day_from(self.starts_on) if self.starts_on else None

    def last_day_from(self, starts_on: date) -> date | None:
        """The last day of a service of this duration that begins on the day; None where no duration is said."""
        if self.duration_weeks:
            return starts_on + timedelta(weeks=self.duration_weeks, days=-1)
        return last_day(self.duration_months, first=starts_on) if self.duration_months else None

    @property
    def is_open(self) -> bool:
        return self.state == "sourcing"


class DescriptionText(Base):
    """The words of a description in one language (BCP 47)."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=160, blank=True)
    context = models.TextField(blank=True, help_text="Organisational context")
    tasks = models.TextField(blank=True, help_text="One a line")
    results = models.TextField(blank=True, help_text="Results expected, one a line")
    qualifications = models.TextField(blank=True)
    living_conditions = models.TextField(blank=True)
    inclusivity = models.TextField(blank=True)
    learning = models.TextField(blank=True)
    conditions = models.TextField(blank=True, help_text="Conditions of service")

    audit_fields = (
        "language", "title", "context", "tasks", "results", "qualifications", "living_conditions", "inclusivity",
        "learning", "conditions",
    )  # fmt: skip

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["description", "language"], name="text_once_a_language")]

    def __str__(self) -> str:
        return self.title


class FundingShare(Base):
    """What part of the cost a funder pays."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="funding_shares")
    funder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="funding_shares")
    percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=100, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    audit_fields = ("description", "funder", "percent")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["description", "funder"], name="funder_once"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="share_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.funder} {number_words(self.percent)} %"


class LanguageRequirement(models.Model):
    """A language (BCP 47) at a CEFR level, required or wished for."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="language_requirements")
    language = models.CharField(max_length=12)
    level = models.CharField(max_length=2, choices=Cefr.choices)
    is_required = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["description", "language"], name="language_asked_once")]

    def __str__(self) -> str:
        return f"{self.language} {self.level}"


class SkillRequirement(models.Model):
    """A skill asked for; `weight` 1 to 3 says how much it counts."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="skill_requirements")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    weight = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(3)])
    is_required = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["description", "skill"], name="skill_asked_once")]

    def __str__(self) -> str:
        return str(self.skill)


class Seat(Base):
    """One volunteer's place under a description, with its own duty station and supervisor."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_cancelled = models.BooleanField(default=False)

    audit_fields = ("description", "number", "city", "supervisor", "is_cancelled")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["description", "number"], name="seat_number_once")]

    def __str__(self) -> str:
        return str(_("Seat %(number)s") % {"number": self.number})


WAITING_STAGES = ("submitted", "ready_for_sourcing", "selecting")
"""Stages of a description in which somebody must act before it goes on."""


class DescriptionStep(models.Model):
    """When a description entered and left a state: what “days per stage” is counted from."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=20)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "left_at"], name="description_step"),
            models.Index(  # what has waited longest is found without reading where every description stands
                fields=["entered_at"],
                condition=Q(left_at__isnull=True, state__in=WAITING_STAGES),
                name="description_step_waits",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["description"], condition=Q(left_at__isnull=True), name="description_in_one_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.entered_at:%Y-%m-%d}"


class Series(models.Model):
    """A counter of numbers given out in one year; its row is also the lock under which the next is taken."""

    name = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.name}-{self.year}"
