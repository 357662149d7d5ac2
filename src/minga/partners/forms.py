"""The forms of organisations, their registration, its review, and invitations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from minga.core.access.models import Role, Scope
from minga.core.access.rules import ROLE_SCOPES, roles_at_work
from minga.core.documents.fields import UploadField
from minga.core.interface.inputs import date_input, offer
from minga.partners.choosing import organisation_typed
from minga.partners.letters import usual_language
from minga.partners.models import ALL_LANGUAGES, DueDiligenceCheck, Organisation, OrganisationType
from minga.partners.rules import ORGANISATION_ROLES
from minga.places.forms import country_choices
from minga.places.models import Country

DOES: tuple[tuple[str, str | Promise], ...] = (
    ("is_host", _("It hosts volunteers")),
    ("is_partner", _("It nominates people and works with us")),
    ("is_funder", _("It pays for volunteers")),
)
LANGUAGES = ("en", "zh-hans")


class OrganisationForm(forms.Form):
    """What an organisation says of itself."""

    name = forms.CharField(label=_("Official name"), max_length=200)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=200, required=False)
    short_name = forms.CharField(label=_("Short name"), max_length=40, required=False, help_text=_("Such as UNDP."))
    type = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=[("", ""), *(pair for pair in OrganisationType.choices if pair[0] != "unknown")],
    )
    country = forms.ChoiceField(label=_("Country"), help_text=_("Where it has its seat. Officers there review it."))
    parent = forms.CharField(
        label=_("Part of"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"data-typeahead": "/organisations/named", "autocomplete": "off"}),
        help_text=_("A registered organisation above it: type a word of its name and choose. Empty if there is none."),
    )
    does = forms.MultipleChoiceField(
        label=_("What does it want to do here?"), choices=DOES, widget=forms.CheckboxSelectMultiple
    )
    about_en = forms.CharField(
        label=_("About the organisation, in English"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    about_zh = forms.CharField(
        label=_("About the organisation, in Chinese"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    sources = forms.CharField(
        label=_("Sources of facts and figures"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: an address or a title. They stand under the text."),
    )

    def __init__(
        self, *args: Any, organisation: Organisation | None = None, says_what_it_is: bool = True, **kwargs: Any
    ) -> None:
        if organisation is not None:
            kwargs.setdefault("initial", initial_of(organisation))
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        for name in () if says_what_it_is else ("type", "country", "does"):
            field = self.fields[name]
            field.disabled, field.required, field.help_text = True, False, _("A programme officer changes this.")
        offer(self, "country", country_choices())

    def clean_parent(self) -> Organisation | None:
        """The registered organisation of that name; the one that stands there may stay, whatever became of it."""
        words: str = self.cleaned_data["parent"].strip()
        if not words:
            return None
        before = self.organisation.parent if self.organisation else None
        if before is not None and words == str(before):
            return before
        return organisation_typed(words)

    def clean(self) -> dict[str, Any]:
        """A country for everything but what works between countries."""
        values = super().clean() or {}
        unread = {"about_en", "about_zh"} & set(self.errors)  # too long is not missing
        if not unread and not values.get("about_en") and not values.get("about_zh"):
            self.add_error("about_en", _("Write a few sentences in one of the two languages."))
        return values

    def fields_of_it(self) -> dict[str, Any]:
        """The cleaned answers as the actions take them."""
        values = self.cleaned_data
        names = {"en": values["name"], "zh-hans": values["name_zh"]}
        about = {"en": values["about_en"], "zh-hans": values["about_zh"]}
        kept = self.organisation
        does = {name: name in values["does"] for name, _label in DOES}
        decided = {} if self.fields["type"].disabled else {"type": values["type"], **does, "country": _country(values)}
        return {
            **decided,
            "name": values["name"],
            "names": {**(kept.names if kept else {}), **names} if values["name_zh"] else _without(kept, "names"),
            "short_name": values["short_name"],
            "parent": values["parent"],
            "about": {
                **{code: text for code, text in (kept.about if kept else {}).items() if code not in LANGUAGES},
                **{code: text for code, text in about.items() if text},
            },
            "website": values["website"],
            "sources": [line.strip() for line in values["sources"].splitlines() if line.strip()],
        }


def _country(values: Mapping[str, Any]) -> Country:
    return Country.objects.get(pk=values["country"])


def _without(organisation: Organisation | None, column: str) -> dict[str, str]:
    """The texts in languages that the form does not ask for."""
    texts: Mapping[str, str] = getattr(organisation, column) if organisation else {}
    return {code: text for code, text in texts.items() if code not in LANGUAGES}


def initial_of(organisation: Organisation) -> dict[str, Any]:
    """An organisation as the form shows it."""
    return {
        "name": organisation.name,
        "name_zh": organisation.names.get("zh-hans", ""),
        "short_name": organisation.short_name,
        "type": organisation.type if organisation.type != "unknown" else "",
        "country": organisation.country_id,
        "parent": str(organisation.parent) if organisation.parent else "",
        "does": [name for name, _label in DOES if getattr(organisation, name)],
        "about_en": organisation.about.get("en", ""),
        "about_zh": organisation.about.get("zh-hans", ""),
        "website": organisation.website,
        "sources": "\n".join(str(line) for line in organisation.sources),
    }


class RegistrationForm(OrganisationForm):
    """The same with a logo and somebody who vouches for a government body."""

    logo = UploadField(kind="partners.logo", label=_("Logo"), required=False, help_text=_("JPEG, PNG or WebP."))
    reference_name = forms.CharField(
        label=_("Name of a reference"),
        max_length=120,
        required=False,
        help_text=_("For a government body: somebody outside your office who can vouch for it."),
    )
    reference_position = forms.CharField(label=_("Position of the reference"), max_length=160, required=False)
    reference_email = forms.EmailField(label=_("Email of the reference"), required=False)

    def clean(self) -> dict[str, Any]:
        """A government body names its reference whole."""
        values = super().clean()
        given = [name for name in REFERENCE if values.get(name)]
        if given or values.get("type") == "government":
            for name in REFERENCE:
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("A government body names a reference with position and email."))
        return values

    def references(self) -> list[dict[str, str]]:
        """The reference as the action takes it, or none."""
        values = self.cleaned_data
        if not values.get("reference_email"):
            return []
        return [{name.removeprefix("reference_"): values[name] for name in REFERENCE}]


REFERENCE = ("reference_name", "reference_position", "reference_email")


class ReferenceForm(forms.Form):
    """One person more who vouches."""

    name = forms.CharField(label=_("Name of a reference"), max_length=120)
    position = forms.CharField(label=_("Position of the reference"), max_length=160)
    email = forms.EmailField(label=_("Email of the reference"))


class PaperForm(forms.Form):
    """One paper of a registration."""

    paper = forms.FileField(
        label=_("A paper"),
        help_text=_(
            "PDF, Word, OpenDocument or a picture, at most 10 MB. Only you and those who review it can open it."
        ),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty. Choose another.")},
    )


class LogoForm(forms.Form):
    """A logo."""

    logo = UploadField(
        kind="partners.logo",
        label=_("Logo"),
        help_text=_("JPEG, PNG or WebP."),
        error_messages={"required": _("Choose a file.")},
    )


def letter_languages() -> list[tuple[str, Any]]:
    """In which languages a letter can be written: one of the pages', or each of them."""
    return [*settings.LANGUAGES, (ALL_LANGUAGES, _("Each of these, one beneath the other"))]


class InvitationForm(forms.Form):
    """Whom, to which role, from when to when."""

    email = forms.EmailField(label=_("Email"))
    role = forms.ChoiceField(label=_("Role"))
    starts = forms.DateField(label=_("From"), initial=timezone.localdate, widget=date_input())
    ends = forms.DateField(
        label=_("Last day"), required=False, widget=date_input(), help_text=_("Empty if there is no end.")
    )
    language = forms.ChoiceField(
        label=_("Language of the email"),
        required=False,
        help_text=_("Whoever has an account gets it in the language of that account."),
    )

    def __init__(self, *args: Any, roles: Iterable[Role] = ORGANISATION_ROLES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", letter_languages())
        offer(self, "role", [(role.value, role.label) for role in roles])

    def clean_language(self) -> str:
        """The one chosen, else the one that stood there."""
        return str(
            self.cleaned_data["language"] or self.get_initial_for_field(self.fields["language"], "language") or ""
        )


class AddressForm(forms.Form):
    """The address of an invitation, written rightly, and the language of its letter."""

    email = forms.EmailField(label=_("Email"))
    language = forms.ChoiceField(choices=letter_languages, required=False)


class PlatformInvitationForm(InvitationForm):
    """The same for a country or the whole platform."""

    country = forms.ChoiceField(label=_("Country"), required=False, help_text=_("Empty for the whole platform."))
    field_order = ("email", "role", "country", "starts", "ends", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        roles = (role for role in roles_at_work() if {Scope.PLATFORM, Scope.COUNTRY} & set(ROLE_SCOPES[role]))
        super().__init__(*args, roles=roles, **kwargs)
        offer(self, "country", country_choices(empty=_("The whole platform")))
        usual = ("", _("As usual in the country, else as you read Minga"))
        offer(self, "language", [usual, *letter_languages()])

    def terms(self) -> dict[str, Any]:
        """The cleaned answers as the action takes them."""
        values = dict(self.cleaned_data)
        country = values.pop("country", "")
        if "language" in values:
            values["language"] = values["language"] or usual_language(country, reader=get_language() or "en")
        return {**values, "scope": Scope.COUNTRY if country else Scope.PLATFORM, "scope_key": country}


class ChecksForm(forms.Form):
    """Every question of due diligence at once. What each field held when the page was drawn is sent along with it."""

    def __init__(self, *args: Any, checks: Sequence[DueDiligenceCheck], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        for check in checks:
            self.fields[f"finding-{check.ref}"] = forms.ChoiceField(
                label=check.get_question_display(),
                choices=[("yes", _("Yes")), ("no", _("No")), ("open", _("Not checked yet"))],
                widget=forms.RadioSelect,
                initial=check.finding,
                required=False,
                show_hidden_initial=True,
            )
            self.fields[f"note-{check.ref}"] = forms.CharField(
                label=_("What you found, and where"),
                max_length=2000,
                initial=check.note,
                required=False,
                show_hidden_initial=True,
                widget=forms.Textarea(attrs={"rows": 2, "aria-describedby": f"id_finding-{check.ref}-legend"}),
            )

    def questions(self) -> Iterator[tuple[DueDiligenceCheck, BoundField, BoundField]]:
        """Each question with its two fields."""
        for check in self.checks:
            yield check, self[f"finding-{check.ref}"], self[f"note-{check.ref}"]

    def answered(self) -> Iterator[tuple[DueDiligenceCheck, str, str]]:
        """(question, finding, note) of those that were changed on the page and have no problem."""
        changed = set(self.changed_data)
        for check in self.checks:
            names = {f"finding-{check.ref}", f"note-{check.ref}"}
            if names & changed and not names & set(self.errors):
                finding = self.cleaned_data[f"finding-{check.ref}"] or check.finding
                yield check, finding, self.cleaned_data[f"note-{check.ref}"]

    def written_meanwhile(self, check: DueDiligenceCheck) -> bool:
        """Whether somebody else answered this question after the page was drawn."""
        seen = [self.data.get(self[f"{name}-{check.ref}"].html_initial_name) for name in ("finding", "note")]
        now = [check.finding, check.note]
        return any(old is not None and old.split() != new.split() for old, new in zip(seen, now, strict=True))
