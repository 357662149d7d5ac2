"""Pieces drawn without a template, for lists that have dozens of them on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


def verb_form(
    *, url: str, label: str, token: str, version: str | None, fields: Mapping[str, str], confirm: Any, tone: str
) -> SafeString:
    """What `{% verb_button %}` draws of a verb that asks for nothing, or one question: the same, a test holds.

    `token`: against presses from other sites, empty where a page has none.
    """
    hidden = {"csrfmiddlewaretoken": token} if token else {}
    hidden |= {"version": version} if version is not None else {}
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{conditional_escape(value)}">'
        for name, value in (hidden | dict(fields)).items()
    )
    address, label, asked = (conditional_escape(words) for words in (url, label, confirm))
    press = f'<button class="btn btn-{tone}" type="submit">{label}</button>'
    if asked:
        sure, leave = "danger" if tone == "danger" else "primary", conditional_escape(_("Leave it as it is"))
        press = (
            f'<details class="mg-confirm" data-floating><summary class="btn btn-{tone}">{label}</summary>'
            f'<div class="mg-confirm-question"><p>{asked}</p>'
            f'<div class="mg-cluster"><button class="btn btn-{sure}" type="submit">{label}</button>'
            f'<button class="btn btn-quiet" type="button" data-close hidden>{leave}</button></div>'
            "</div></details>"
        )
    return mark_safe(f'<form class="mg-verb" method="post" action="{address}">{kept}{press}</form>')
