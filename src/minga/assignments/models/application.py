"""Applications, nominations by partners, saved searches and what a person keeps in mind."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minga.assignments.models.description import Description
from minga.assignments.state_names import APPLICATION, SHORTLISTED_OR_FURTHER
from minga.core.models import Base
from minga.partners.models import Organisation

SCORE_PARTS = ("skills", "languages", "experience", "availability", "motivation")


class Nomination(Base):
    """A partner puts a person forward for a description; the person agrees before anybody else sees it."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="nominations")
    partner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="nominations")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="nominations")
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.CharField(
        max_length=10,
        choices=[("waiting", _("Waiting for an answer")), ("agreed", _("Agreed")), ("refused", _("Refused"))],
        default="waiting",
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    audit_fields = ("description", "partner", "account", "answer", "answered_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["description", "account"], name="nominated_once")]

    def __str__(self) -> str:
        return f"{self.partner} · {self.description}"


class Application(Base):
    """One person's application for one description. The parts of the score are kept as they were computed."""

    description = models.ForeignKey(Description, on_delete=models.PROTECT, related_name="applications")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=14, choices=APPLICATION.choices, default=APPLICATION.initial)
    candidate_number = models.PositiveIntegerField(null=True, blank=True)
    motivation = models.TextField(blank=True, max_length=3000)
    available_from = models.DateField(null=True, blank=True)
    ticked = models.JSONField(default=list, blank=True, help_text="Boxes ticked in the draft; none once sent")
    submitted_at = models.DateTimeField(null=True, blank=True)
    conditions = models.JSONField(default=list, blank=True, help_text="The rules as they stood when sent")
    skills_score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    languages_score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    experience_score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    availability_score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    motivation_score = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    evidence = models.JSONField(default=dict, blank=True, help_text="What each part came from")
    tie_breaker = models.CharField(max_length=64, blank=True)
    officer_note = models.TextField(blank=True, help_text="Why the officer differs from the order")
    decision_reason = models.TextField(blank=True)
    reserve_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the person was told the outcome")

    audit_fields = (
        "description", "account", "state", "candidate_number", "motivation", "available_from", "submitted_at",
        "conditions", "motivation_score", "officer_note", "decision_reason", "reserve_rank", "told_at",
    )  # fmt: skip
    personal_fields = frozenset({"motivation", "available_from", "conditions", "officer_note", "decision_reason"})

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["description", "state"], name="application_description"),
            models.Index(fields=["account", "state"], name="application_account"),
            models.Index(fields=["state", "description"], name="application_state"),
            models.Index(  # a fraction of all: most stay on a longlist or are turned down
                fields=["description", "state"],
                condition=Q(state__in=SHORTLISTED_OR_FURTHER),
                name="application_further",
            ),
            models.Index(
                fields=["state_changed_at", "id", "description"],
                condition=Q(state="selected"),
                name="application_to_offer",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["description", "account"], name="applied_once"),
            models.UniqueConstraint(
                fields=["description", "candidate_number"],
                condition=Q(candidate_number__isnull=False),
                name="candidate_number_once",
            ),
            models.UniqueConstraint(
                fields=["description", "reserve_rank"], condition=Q(state="reserve"), name="reserve_rank_once"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Candidate %(number)s") % {"number": self.candidate_number or "—"})

    @property
    def why_order_was_left(self) -> str:
        """Why the officer put them on the shortlist before others; nothing of whoever was taken off it again."""
        return "" if self.state in ("submitted", "longlisted") else self.officer_note

    def personal_subject(self) -> int | None:
        return self.account_id


class ApplicationStep(models.Model):
    """When an application entered and left a state."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=14)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "left_at"], name="application_step")]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(left_at__isnull=True), name="application_in_one_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.entered_at:%Y-%m-%d}"


class Favourite(models.Model):
    """A description somebody keeps in mind."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="favourites")
    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "description"], name="favourite_once")]

    def __str__(self) -> str:
        return str(self.description_id)


class SavedSearch(Base):
    """A search that writes when something new fits; `query` is the query string of the page, normalised."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=400)
    only_eligible = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)
    last_run_at = models.DateTimeField(null=True, blank=True)

    audit_fields = ("name", "query", "only_eligible", "is_paused")
    personal_fields = frozenset({"name", "query"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "query"], name="search_saved_once")]

    def __str__(self) -> str:
        return self.name

    def personal_subject(self) -> int | None:
        return self.account_id
