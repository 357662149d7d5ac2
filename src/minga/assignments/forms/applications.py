"""Forms of the volunteer's side: an application, a saved search, a nomination."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.assignments.actions.applications import words_missing
from minga.core.errors import Incomplete
from minga.core.interface.inputs import date_input
from minga.core.interface.reading import SignsField

LONGEST_MOTIVATION = 3000
MOST_NOMINATED = 50
NAMED = re.compile(r"[^<>]*<([^<>]+)>")
"""As a mail program copies it: Wang Mei <wang.mei@example.org>"""


class ApplicationForm(forms.Form):
    """What a person writes to one post. A draft may leave everything open."""

    motivation = forms.CharField(
        label=_("Why would you like to do this?"),
        help_text=_("What draws you to it, what you bring, and one thing you have done that shows it."),
        max_length=LONGEST_MOTIVATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 9, "data-count": "true", "maxlength": LONGEST_MOTIVATION}),
    )
    available_from = forms.DateField(
        label=_("From when are you available?"),
        required=False,
        widget=date_input(),
    )
    share_with_host = forms.BooleanField(
        label=_("The host entity may see my application when I am shortlisted."), required=False
    )
    confirm = forms.BooleanField(label=_("What I say here and in my profile is true."), required=False)

    def __init__(self, *args: Any, asks_consent: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_consent:
            del self.fields["share_with_host"]

    def clean_motivation(self) -> str:
        """Line ends as one character, so that the browser's count and ours agree."""
        return str(self.cleaned_data["motivation"]).replace("\r\n", "\n")

    def ticked(self) -> list[str]:
        """The boxes that are ticked, kept with the draft so that nobody ticks them again after a reload."""
        return [name for name in ("share_with_host", "confirm") if self.cleaned_data.get(name)]

    def require_everything(self) -> None:
        """What sending asks beyond what a draft may hold, all of it at once; of a field that is wrong nothing more."""
        missing = words_missing(
            motivation=self.cleaned_data.get("motivation", ""),
            available_from=self.cleaned_data.get("available_from"),
            agrees="share_with_host" not in self.fields or bool(self.cleaned_data.get("share_with_host")),
        )
        Incomplete("", problems=[problem for problem in missing if problem.place not in self.errors]).show_in(self)
        day = self.cleaned_data.get("available_from")
        if day is not None and day < timezone.localdate():
            self.add_error("available_from", _("This day has passed. Choose today or a later day."))
        if not self.cleaned_data.get("confirm"):
            self.add_error("confirm", _("Confirm that what you say is true."))


class SavedSearchForm(forms.Form):
    """A name for a search."""

    name = forms.CharField(label=_("Name of the search"), max_length=120)
    query = forms.CharField(required=False, widget=forms.HiddenInput)
    only_eligible = forms.BooleanField(label=_("Only what I may apply for"), required=False)


def _one_by_one(text: str) -> Iterator[str]:
    """What stands between commas, semicolons and line ends; several addresses with mere spaces between are several."""
    for part in filter(None, map(str.strip, re.split(r"[,;、\n]", text))):
        words = part.split()
        yield from words if all("@" in word and "<" not in word for word in words) else [part]


class NominationForm(forms.Form):
    """People to nominate, by email, one a line. `readable`: the addresses among them, once it was asked for errors."""

    readable: list[str] = []

    emails = SignsField(
        label=_("Email addresses"),
        help_text=_("One a line. Each person is asked whether they agree before anybody else sees their name."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_emails(self) -> list[str]:
        """The addresses, each once; each wrong one is named."""
        field = forms.EmailField()
        found: dict[str, None] = {}
        wrong = []
        for line in _one_by_one(self.cleaned_data["emails"]):
            named = NAMED.fullmatch(line.strip())
            try:
                found[field.clean(named[1] if named else line.strip()).casefold()] = None
            except ValidationError:
                wrong.append(line.strip()[:80])
        self.readable = list(found)[:MOST_NOMINATED]
        errors = [ValidationError(_("“%(line)s” is not an email address."), params={"line": line}) for line in wrong]
        if len(found) > MOST_NOMINATED:
            errors.append(ValidationError(_("At most %(count)s people at once."), params={"count": MOST_NOMINATED}))
        if errors:
            raise ValidationError(errors)
        return self.readable
