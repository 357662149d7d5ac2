"""Organisations: host entities, partners and funders; how they register, and whom they invite."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minga.core.access.models import Role
from minga.core.documents.models import StoredFile
from minga.core.initials import initial_of
from minga.core.models import Base, in_language
from minga.partners.states import REGISTRATION
from minga.places.models import Country


class OrganisationType(models.TextChoices):
    UN_ENTITY = "un_entity", _("UN entity")
    GOVERNMENT = "government", _("Government")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental organisation")
    CIVIL_SOCIETY = "civil_society", _("Civil society organisation")
    FOUNDATION = "foundation", _("Foundation")
    FEDERATION = "federation", _("Volunteer federation")
    UNIVERSITY = "university", _("University or school")
    PRIVATE = "private", _("Private company")
    UNKNOWN = "unknown", _("Not said yet")


class Organisation(Base):
    """A host entity, partner or funder. `name` is the official name, `names` holds it in other languages."""

    name = models.CharField(max_length=200)
    names = models.JSONField(default=dict, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    slug = models.SlugField(max_length=80, unique=True)
    type = models.CharField(max_length=20, choices=OrganisationType.choices)
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    is_host = models.BooleanField(default=False)
    is_partner = models.BooleanField(default=False)
    is_funder = models.BooleanField(default=False)
    about = models.JSONField(default=dict, blank=True)
    website = models.URLField(blank=True)
    sources = models.JSONField(default=list, blank=True, help_text="Where the facts on this page come from")
    logo = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=20, choices=REGISTRATION.choices, default=REGISTRATION.initial)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    answer = models.TextField(blank=True, help_text="What whoever registered it wrote when sending it again")

    audit_fields = (
        "name", "names", "short_name", "type", "country", "parent", "is_host", "is_partner", "is_funder",
        "about", "website", "state", "decision_reason", "answer", "decided_by",
    )  # fmt: skip

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["state", "name"], name="organisation_state")]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=models.F("pk")), name="organisation_not_its_own_parent")
        ]

    def __str__(self) -> str:
        return in_language(self.names, fallback=self.name)

    @property
    def initial(self) -> str:
        """What stands in place of a logo."""
        return initial_of(str(self))

    def other_names(self, shown: Collection[str]) -> list[str]:
        """The names in further languages, without those that the page shows already."""
        return sorted({name for name in (self.name, *self.names.values()) if name and name not in shown})

    @property
    def told_names(self) -> dict[str, str]:
        """The name by language, for what is kept now and read later by others (notices)."""
        return {**self.names, "en": self.names.get("en", self.name)}


class Reference(Base):
    """Somebody who vouches for a government body that registers."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="references")
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=160)
    email = models.EmailField()
    answer = models.CharField(
        max_length=12,
        choices=[("waiting", _("No answer yet")), ("confirmed", _("Confirmed")), ("doubted", _("Doubted"))],
        default="waiting",
    )
    note = models.TextField(blank=True)

    audit_fields = ("organisation", "answer")

    def __str__(self) -> str:
        return self.name


class DueDiligenceCheck(Base):
    """One question of the review of a civil society organisation, with its finding."""

    class Question(models.TextChoices):
        LEGAL_STATUS = "legal_status", _("Is it legally registered where it works?")
        SANCTIONS = "sanctions", _("Is it absent from the UN sanctions lists?")
        FINANCES = "finances", _("Are its latest accounts audited or published?")
        SAFEGUARDING = "safeguarding", _("Does it have a policy against exploitation and abuse?")
        VALUES = "values", _("Does its work agree with the values of the UN Charter?")
        SUPERVISION = "supervision", _("Can it supervise and protect volunteers?")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="checks")
    question = models.CharField(max_length=20, choices=Question.choices)
    finding = models.CharField(
        max_length=8, choices=[("open", _("Not checked yet")), ("yes", _("Yes")), ("no", _("No"))], default="open"
    )
    note = models.TextField(blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    audit_fields = ("organisation", "question", "finding", "note", "checked_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "question"], name="check_once")]

    def __str__(self) -> str:
        return f"{self.get_question_display()} {self.finding}"


class LetterProblem(models.TextChoices):
    """Why the letter of an invitation is not on its way."""

    ADDRESS = "address", _("The mail server does not accept emails to this address. Check how it is written.")
    LETTER = "letter", _("The mail server does not accept our email. Tell whoever looks after this site.")
    SERVER = "server", _("Our mail server did not answer. Send the email again in a while.")


ALL_LANGUAGES = "all"
"""Of an invitation's letter: each language of the pages, one beneath the other."""


class Invitation(Base):
    """An invitation by email to hold a role; the token is kept as a digest only.

    `letter_problem` is empty while nothing is known against the latest letter; `letter_said` has the server's words.
    """

    email = models.EmailField()
    role = models.CharField(max_length=32, choices=Role.choices)
    scope = models.CharField(max_length=16)
    scope_key = models.CharField(max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(
        max_length=12,
        blank=True,
        help_text="Of the letter to somebody without an account (BCP 47), or “all”; empty: of whoever invites",
    )
    letter_problem = models.CharField(max_length=8, choices=LetterProblem.choices, blank=True)
    letter_said = models.CharField(max_length=300, blank=True)

    audit_fields = ("role", "scope", "scope_key", "starts", "ends", "accepted_by", "withdrawn_at")

    @property
    def chosen_language(self) -> str:
        """Of its letter to somebody without an account. No query where `invited_by` is read."""
        return self.language or getattr(self.invited_by, "language", "en")

    @property
    def rests(self) -> bool:
        """Nobody can accept it while its organisation is not registered. No query where that is read."""
        return self.organisation is not None and self.organisation.state != "registered"

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.scope_key}"
