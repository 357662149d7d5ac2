"""`{% load waits %}`: the rows of “What waits for you”, drawn without a template because a board has forty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from minga.core.interface.pieces.drawn import verb_form
from minga.core.interface.pieces.figures import when
from minga.core.interface.templatetags.ui import colon
from minga.home.waits import Wait

register = template.Library()


@register.simple_tag(takes_context=True)
def wait_rows(context: template.Context, rows: Iterable[Wait], *, leads: bool = False) -> SafeString:
    """The rows of a list; where it `leads` the page, its first press is the primary one."""
    drawing = _Drawing(str(context.get("csrf_token") or ""))
    return mark_safe("".join(drawing.row(wait, first=leads and not number) for number, wait in enumerate(rows)))


class _Drawing:
    """What the rows of one list have in common: the press's token, words, and days that were written already."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.colon = conditional_escape(colon())
        late, today = conditional_escape(_("Late")), conditional_escape(_("Today"))
        self._late = f'<span class="mg-state mg-state-bad">{late}</span> '
        self._today = f'<span class="mg-state mg-state-warn">{today}</span>'
        self._days: dict[date, str] = {}

    def row(self, wait: Wait, *, first: bool) -> str:
        """What and about what, since or until when, and the press that gets it done."""
        row = wait.row
        title, detail = conditional_escape(str(row.title)), conditional_escape(str(row.detail))
        many = f' <span class="mg-chip">{localize(row.count)}</span>' if row.count > 1 else ""
        about = f'<p class="ho-wait-detail">{detail}</p>' if detail else ""
        return (
            f'<li class="ho-wait{" ho-wait-late" if wait.late else ""}"><div class="ho-wait-words">'
            f'<p class="ho-wait-title"><a href="{conditional_escape(row.url)}">{title}</a>{many}</p>{about}</div>\n'
            f'<p class="ho-wait-due">{self._due(wait)}</p>\n'
            f'<div class="ho-wait-press mg-at-end">{self._press(wait, title, "primary" if first else "quiet")}</div>'
            "</li>\n"
        )

    def _due(self, wait: Wait) -> str:
        day = wait.row.due
        if wait.today:
            return self._today
        if day is None:
            return ""
        if day not in self._days:
            self._days[day] = when(day)
        return f"{self._late if wait.late else ''}{self._days[day]}"

    def _press(self, wait: Wait, title: str, tone: str) -> str:
        row = wait.row
        if row.post_url:
            return verb_form(
                url=row.post_url, label=str(row.verb), token=self.token, version=wait.version, fields=wait.fields,
                confirm=row.confirm, tone=tone,
            )  # fmt: skip
        verb = conditional_escape(str(row.verb) or _("Open it"))
        return (
            f'<a class="btn btn-{tone}" href="{conditional_escape(row.url)}">{verb}'
            f'<span class="visually-hidden">{self.colon}{title}</span></a>'
        )
