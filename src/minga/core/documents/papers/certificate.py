"""The certificate of volunteer service: its facts, its page, and the sealed file made of both.

What it states follows the Regulations on Voluntary Services (State Council decree 685, article 19): who served, what
was done and for how long, who certifies with a responsible person, number and date; free of charge.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import segno
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from minga.core.documents import signing
from minga.core.documents.papers.wording import Fact, Paper, Texts, language_name, make_pdf, on_day
from minga.core.documents.pdf import Attachment
from minga.core.documents.seals import SignedPayload
from minga.core.money.formatting import number_words

ATTACHMENT = "minga-certificate.json"


@dataclass(frozen=True)
class Goal:
    """An SDG as it is shown: number, short name, official colour (#rrggbb)."""

    number: int
    name: Texts
    colour: str

    @property
    def on_colour(self) -> str:
        """White or ink, whichever reads better on the colour (WCAG relative luminance)."""
        red, green, blue = (int(self.colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
        return "#FFFFFF" if 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] < 0.3 else "#1C2126"


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """What is certified, signed exactly so. Texts by language are {language: text} mappings."""

    number: str
    name: str
    name_other_script: str = ""
    identity: Mapping[str, str] = field(default_factory=dict)
    role: Mapping[str, str]
    service_content: Mapping[str, str]
    host_entity: Mapping[str, str]
    duty_station: Mapping[str, str]
    starts: date
    ends: date
    hours: Decimal
    goals: tuple[int, ...] = ()
    issuer: Mapping[str, str]
    responsible_name: str
    responsible_title: Mapping[str, str]
    issued_on: date
    verification_url: str
    revocation_url: str

    def payload(self) -> dict[str, Any]:
        """As canonical JSON holds it."""
        form: dict[str, Any] = dict(vars(self))
        for name in ("starts", "ends", "issued_on"):
            form[name] = form[name].isoformat()
        form["hours"] = format(self.hours.normalize(), "f")
        form["goals"] = list(self.goals)
        return {name: dict(value) if isinstance(value, Mapping) else value for name, value in form.items()}


@dataclass(frozen=True, kw_only=True)
class CertificatePaper(Paper):
    """The page of a certificate. `goals` in the order in which they are shown, at most six look well."""

    template: ClassVar[str] = "documents/certificate"
    facts: CertificateFacts
    goals: tuple[Goal, ...] = ()

    def data(self) -> dict[str, Any]:
        facts = self.facts
        return {
            **super().data(),
            **self.titled(gettext_lazy("Certificate of volunteer service")),
            "foot": " · ".join(dict.fromkeys(self.say(gettext_lazy("Issued free of charge")))),
            "issuer": self.say(facts.issuer),
            "number_line": self.say(lambda: _("No. %(number)s") % {"number": facts.number}),
            "certifies": self.say(gettext_lazy("This certifies that")),
            "name": facts.name,
            "other_name": facts.name_other_script,
            "identity": self.say(facts.identity) if facts.identity else [],
            "statements": self.say(self._statement),
            "facts_heading": self.say(gettext_lazy("Service"))[0],
            "language_names": [language_name(code) for code in self.languages],
            "facts": self.said_facts(self._facts()),
            "goals_heading": self.say(gettext_lazy("This service contributed to the Sustainable Development Goals")),
            "goals": [
                {
                    "number": goal.number,
                    "colour": goal.colour,
                    "on_colour": goal.on_colour,
                    "names": self.say(goal.name),
                }
                for goal in self.goals
            ],
            "responsible": self.say(facts.responsible_name),
            "responsible_title": self.say(facts.responsible_title),
            "issued_line": self.say(lambda: _("Issued on %(day)s") % {"day": on_day(facts.issued_on)}),
            "qr": qr_svg(facts.verification_url),
            "qr_alt": self.say(lambda: _("QR code that opens %(address)s") % {"address": facts.verification_url})[0],
            "verify": self.say(
                gettext_lazy(
                    "Scan to see what is registered. Choose this file on that page to check its signature, offline too."
                )
            ),
            "address": facts.verification_url.split("://", 1)[-1],
        }

    def _statement(self) -> str:
        return ngettext(
            "served as a volunteer, unpaid, for %(hours)s hour from %(starts)s to %(ends)s.",
            "served as a volunteer, unpaid, for %(hours)s hours from %(starts)s to %(ends)s.",
            1 if self.facts.hours == 1 else 2,
        ) % {
            "starts": on_day(self.facts.starts),
            "ends": on_day(self.facts.ends),
            "hours": _hours(self.facts.hours),
        }

    def _facts(self) -> list[Fact]:
        facts = self.facts
        period = _period(facts.starts, facts.ends)
        return [
            Fact(pgettext_lazy("on a certificate", "Role"), facts.role),
            Fact(gettext_lazy("What was done"), facts.service_content),
            Fact(gettext_lazy("Host entity"), facts.host_entity),
            Fact(gettext_lazy("Duty station"), facts.duty_station),
            Fact(gettext_lazy("Period"), period),
            Fact(pgettext_lazy("certificate", "Hours of service"), lambda: _hours(facts.hours)),
        ]


def issue_certificate(paper: CertificatePaper) -> tuple[bytes, SignedPayload]:
    """The sealed PDF, and the signed facts to keep beside it (`payload` bytes, `key_id`, `signature_text`).

    Where the key retires meanwhile, the new one signs both.
    """
    signed = signing.sign_certificate(paper.facts.payload())
    description = paper.say(gettext_lazy("The certified facts, signed, for programs to read"))[0]
    inside = Attachment(ATTACHMENT, signed.attachment().decode(), "application/json", description)
    pdf = make_pdf(paper, attachment=inside)
    try:
        return signing.seal_certificate(pdf, signed), signed
    except signing.KeyRetired:
        return issue_certificate(paper)


def qr_svg(address: str) -> str:
    """A QR code (error level M) as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, border=0, dark="#1C2126", light=None
    )
    return out.getvalue().decode()


def _period(starts: date, ends: date) -> Texts:
    return lambda: _("%(starts)s to %(ends)s") % {"starts": on_day(starts), "ends": on_day(ends)}


def _hours(hours: Decimal) -> str:
    """Exactly as signed: what is printed and what a check of the file says are one figure."""
    return number_words(hours)
