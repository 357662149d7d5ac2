"""Accounts, volunteer profiles, skills, availability and consent."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from minga.core.documents.models import StoredFile
from minga.core.initials import initial_of
from minga.core.models import Base, in_language
from minga.places.models import City, Country
from minga.sdgs.models import Goal

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""A character of the Chinese script (Unicode blocks of unified ideographs and their extensions)."""


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by email, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__any_case=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=self.normalize_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, Base):
    """Somebody who can sign in. Roles are held in core.access; everyone is a volunteer who has a profile."""

    email = models.EmailField(_("Email"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True, help_text=_("As it stands in your passport."))
    local_name = models.CharField(_("Name in your own script"), max_length=120, blank=True)
    language = models.CharField(_("Language"), max_length=12, default="en")
    timezone = models.CharField(_("Time zone"), max_length=40, default="UTC")
    is_active = models.BooleanField(default=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    demonstration_card = models.CharField(max_length=40, blank=True, help_text="Shown as a sign-in card")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    audit_fields = ("email", "name", "local_name", "language", "is_active", "erased_at")
    personal_fields = frozenset({"email", "name", "local_name"})

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_any_case")]

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """The name as readers of a language (BCP 47) write it: in Chinese the one in Chinese script, if known."""
        if language.lower().startswith("zh") and HAN.search(self.local_name):
            return self.local_name
        return self.name or self.local_name or str(_("Someone"))

    @property
    def names(self) -> dict[str, str]:
        """The name by language, for what is kept now and read later by others (notices)."""
        found = {}
        for language in ("en", "zh-hans"):
            with override(language):
                found[language] = str(self)
        return found

    def personal_subject(self) -> int | None:
        return self.pk

    @property
    def initial(self) -> str:
        """What a host sees of a name before the stage at which the name is needed."""
        return initial_of(self.name or self.local_name or "?")

    def has_perm(self, permission: str, target: Any = None) -> bool:
        import rules

        return bool(rules.has_perm(permission, self, target))

    def has_module_perms(self, _label: str) -> bool:
        return False

    is_staff = False
    is_superuser = False


class Occupation(models.Model):
    """An occupation of ISCO-08 (ILO). Unit groups have four digits."""

    code = models.CharField(primary_key=True, max_length=8)
    level = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    titles = models.JSONField(default=dict, blank=True)
    definition = models.TextField(blank=True)
    search_text = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return in_language(self.titles, fallback=self.title)


class Skill(models.Model):
    """A skill of ESCO (European Commission) or one that this installation added."""

    code = models.CharField(primary_key=True, max_length=80)
    title = models.CharField(max_length=200)
    titles = models.JSONField(default=dict, blank=True)
    alternatives = models.TextField(blank=True, help_text="All names as core.finding folds them")
    is_area = models.BooleanField(default=False, help_text="An area of expertise rather than a single skill")
    is_common = models.BooleanField(default=False, help_text="Offered as a box to tick")

    class Meta:
        ordering = ["title"]
        indexes = [models.Index(fields=["is_area", "title"], name="skill_area_title")]

    def __str__(self) -> str:
        return in_language(self.titles, fallback=self.title)


class Cefr(models.TextChoices):
    """Common European Framework of Reference levels."""

    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class EducationLevel(models.IntegerChoices):
    """ISCED 2011 levels, as far as volunteer posts tell them apart."""

    SECONDARY = 3, _("Secondary school")
    SHORT_CYCLE = 5, _("Vocational or short-cycle degree")
    BACHELOR = 6, _("Bachelor's degree")
    MASTER = 7, _("Master's degree")
    DOCTORATE = 8, _("Doctorate")


class Profile(Base):
    """What a volunteer tells about themselves, saved step by step."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="profile")
    birth_date = models.DateField(_("Date of birth"), null=True, blank=True)
    nationality = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    second_nationality = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    residence = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    residence_city = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_studying = models.BooleanField(default=False)
    about = models.TextField(blank=True, max_length=2000)
    cv = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    available_from = models.DateField(null=True, blank=True)
    available_until = models.DateField(null=True, blank=True)
    hours_a_week = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    wants_national = models.BooleanField(default=True)
    wants_international = models.BooleanField(default=False)
    wants_online = models.BooleanField(default=True)
    preferred_countries = models.ManyToManyField(Country, blank=True, related_name="+")
    preferred_cities = models.ManyToManyField(City, blank=True, related_name="+")
    preferred_goals = models.ManyToManyField(Goal, blank=True, related_name="+")
    skills = models.ManyToManyField(Skill, blank=True, related_name="+")
    steps_done = models.JSONField(default=list, blank=True)

    audit_fields = (
        "birth_date", "nationality", "second_nationality", "residence", "residence_city", "phone", "is_studying",
        "about", "available_from", "available_until", "hours_a_week", "wants_national", "wants_international",
        "wants_online", "cv", "steps_done",
    )  # fmt: skip
    personal_fields = frozenset(
        {"birth_date", "nationality", "second_nationality", "residence", "residence_city", "phone", "is_studying",
         "about", "available_from", "available_until", "hours_a_week", "wants_national", "wants_international",
         "wants_online", "cv", "languages", "education", "experience", "skills", "preferred_countries",
         "preferred_cities", "preferred_goals"}
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(available_until__isnull=True)
                | Q(available_from__isnull=True)
                | Q(available_until__gte=F("available_from")),
                name="profile_availability",
            )
        ]

    def __str__(self) -> str:
        return str(self.account)

    def personal_subject(self) -> int | None:
        return self.account_id


class LanguageProficiency(models.Model):
    """One language (BCP 47) at a CEFR level."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(max_length=12)
    level = models.CharField(max_length=2, choices=Cefr.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "language"], name="language_once")]

    def __str__(self) -> str:
        return f"{self.language} {self.level}"


class Education(Base):
    """A degree or course of study."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="education")
    level = models.PositiveSmallIntegerField(choices=EducationLevel.choices)
    field = models.CharField(max_length=160, blank=True)
    institution = models.CharField(max_length=160)
    finished = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("Year; empty while studying"))

    class Meta:
        ordering = ["-level", "-finished"]

    def __str__(self) -> str:
        return f"{self.get_level_display()}, {self.institution}"


class Experience(Base):
    """Work or volunteering, from a month to a month (open where it goes on)."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="experience")
    title = models.CharField(max_length=160)
    organisation = models.CharField(max_length=160)
    occupation = models.ForeignKey(Occupation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    is_volunteering = models.BooleanField(default=False)
    description = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="experience_dates")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}"


class Purpose(models.TextChoices):
    """What a person can agree to, each on its own."""

    MATCHING = "matching", _("Find opportunities that fit me and tell me about them")
    SHARE_WITH_HOST = "share_with_host", _("Show my application to the host entity when I am shortlisted")
    SHARE_WITH_PARTNER = "share_with_partner", _("Let a partner nominate me and follow my application")
    STATISTICS = "statistics", _("Count me, without my name, in public statistics")
    PUBLIC_CERTIFICATE = "public_certificate", _("Show my name to those who check my certificate")


class Consent(Base):
    """Agreement for one purpose, dated; a withdrawal ends the row and a new one may follow."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=24, choices=Purpose.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    wording_version = models.CharField(max_length=12)

    audit_fields = ("purpose", "given_at", "withdrawn_at", "wording_version")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_in_force_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.given_at:%Y-%m-%d}"

    def personal_subject(self) -> int | None:
        return self.account_id


class DataExport(Base):
    """An export of personal data: who took whose data, for which purpose (DOMAIN section 4)."""

    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="data_exports")
    requested_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    purpose = models.CharField(max_length=200)
    rows = models.PositiveIntegerField(default=1)

    audit_fields = ("account", "requested_by", "purpose", "rows")
    personal_fields = frozenset({"purpose"})

    def __str__(self) -> str:
        return self.purpose

    def personal_subject(self) -> int | None:
        return self.account_id
