"""What a check of a certificate says: one sentence for each reason, and what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "valid": (_("This certificate is true."), _("Nothing in the file changed since it was issued.")),
    "not_pdf": (_("This is not a PDF."), _("Choose the PDF file of the certificate, not a picture or a scan of it.")),
    "no_seal": (
        _("This PDF carries no signature of ours."),
        _("Ask for the original file; one that was printed, scanned or saved anew has lost its signature."),
    ),
    "truncated": (_("The end of this file is missing."), _("Ask for the file again; it was not sent whole.")),
    "changed_bytes": (
        _("This file was changed after it was issued."),
        _("Do not rely on what it says. Ask for the original, or look the number up."),
    ),
    "changed_payload": (
        _("The facts in this file are not those that were signed."),
        _("Do not rely on what it says. Ask for the original, or look the number up."),
    ),
    "unknown_key": (
        _("No key that is known here signed this file."),
        _("Somebody else issued it, or the keys kept here are older. Check it with the installation that issued it."),
    ),
    "wrong_issuer": (
        _("The key that signed this file does not belong to the issuer it names."),
        _("Do not rely on what it says."),
    ),
    "retired_key": (
        _("This file is dated after the key that signed it retired."),
        _("Do not rely on what it says. Ask the issuer."),
    ),
    "revoked_key": (
        _("The key that signed this file was revoked."),
        _(
            "Somebody else came to know it, and the issuer did not issue this file before that. Do not rely on what it "
            "says. Ask the issuer."
        ),
    ),
    "revoked": (_("This certificate was revoked."), _("It is not valid any more.")),
}

NOT_CHECKED = _(
    "Whether it, or the key that signed it, was revoked since is not checked: there is no connection to the issuer."
)

REASONS: dict[str, str | Promise] = {
    "mistake": _("What it says holds a mistake"),
    "service": _("The service was not as it says"),
    "anew": _("It was issued anew under another number"),
    "asked": _("The person it is about asked for it"),
    "key": _("The key that signed it became known to others"),
    "other": _("Another reason, which the issuer keeps"),
}
"""What a stranger may read of why a certificate was revoked, by its code: a fixed list, no words about a person."""
WHY = _("Reason: %(reason)s.")


def why_words(code: str) -> str:
    """The sentence that says why; empty for a code of a newer installation, or none."""
    return str(WHY) % {"reason": REASONS[code]} if code in REASONS else ""


LABELS: dict[str, str | Promise] = {
    "number": _("Number"),
    "name": _("Name"),
    "role": pgettext_lazy("on a certificate", "Role"),
    "service_content": _("What was done"),
    "host_entity": _("Host entity"),
    "duty_station": _("Duty station"),
    "period": _("Period"),
    "hours": pgettext_lazy("certificate", "Hours of service"),
    "issuer": _("Issuer"),
    "responsible_name": _("Responsible person"),
    "issued_on": _("Issued on"),
}
