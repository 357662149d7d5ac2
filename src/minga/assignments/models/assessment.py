"""Blind assessment: criteria with anchors; each assessor writes before seeing another."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from minga.assignments.models.application import Application
from minga.assignments.models.description import Description
from minga.core.models import Base, in_language, language_shown


class Criterion(Base):
    """What is assessed for a description; `anchors` says what a 1, 3 and 5 look like, per language."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField(default=dict)
    anchors = models.JSONField(default=dict, blank=True, help_text='{"1": {"en": …}, "3": …, "5": …}')
    weight = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1), MaxValueValidator(5)])

    audit_fields = ("description", "order", "names", "anchors", "weight")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return in_language(self.names)

    @property
    def other_language(self) -> str:
        """The language (BCP 47) in which it is shown, where that is not the reader's."""
        return _other_than_the_readers(self.names)

    @property
    def anchors_shown(self) -> list[tuple[str, str, str]]:
        """(score, what such a candidate shows, its language where that is not the reader's) of each anchor."""
        rows = [(mark, self.anchors.get(mark)) for mark in ("1", "3", "5")]
        return [(mark, in_language(words), _other_than_the_readers(words)) for mark, words in rows]

    @property
    def written_in(self) -> str:
        """A sentence on that language, for whoever reads another."""
        names = dict(settings.LANGUAGES)
        shown = self.other_language
        return gettext("Written in %(language)s only.") % {"language": names[shown]} if shown in names else ""


def _other_than_the_readers(texts: dict[str, str] | None) -> str:
    shown = language_shown(texts)
    return "" if shown == (get_language() or "en").lower() else shown


class Assessment(Base):
    """One assessor's view of one candidate. Until `written_at` is set nobody else sees it, and it sees nobody's."""

    class Kind(models.TextChoices):
        INTERVIEW = "interview", _("Interview")
        WRITTEN_TEST = "written_test", _("Written test")
        DESK_REVIEW = "desk_review", _("Desk review")

    class Advice(models.TextChoices):
        SELECT = "select", _("Select")
        RESERVE = "reserve", _("Keep in reserve")
        NOT_SELECT = "not_select", _("Do not select")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="assessments")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="assessments"
    )
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.INTERVIEW)
    advice = models.CharField(max_length=12, choices=Advice.choices, blank=True)
    words = models.TextField(blank=True, max_length=4000)
    written_at = models.DateTimeField(null=True, blank=True)

    audit_fields = ("application", "assessor", "kind", "advice", "words", "written_at")
    personal_fields = frozenset({"advice", "words"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "assessor", "kind"], name="assessed_once_each"),
            models.CheckConstraint(condition=Q(written_at__isnull=True) | ~Q(advice=""), name="assessment_has_advice"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.application}"

    def personal_subject(self) -> int | None:
        return self.application.account_id


class AssessmentMark(models.Model):
    """A score of 1 to 5 on one criterion, with words."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    words = models.TextField(blank=True, max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="mark_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="mark_from_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.score}"
