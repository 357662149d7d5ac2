"""For which host entity a list of opportunities is imported, and which host entity a row of it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from django.utils.translation import gettext as _

from minga.assignments.rules import administrator, officer_anywhere
from minga.core.access.models import Role, Scope
from minga.core.access.roles import scope_keys
from minga.core.chinese import simplified
from minga.core.errors import Problem
from minga.core.finding import fold
from minga.core.importing.kinds import Bound, Setting
from minga.core.importing.rows import reserve
from minga.partners.actions.importing import import_organisation
from minga.partners.models import Organisation
from minga.partners.queries import called
from minga.places.models import Country

HOSTS = "organisations"


def bounds_of(account: Any) -> Sequence[Bound] | None:
    """A focal point imports for their own registered host entities only; officers are not bound. One query."""
    if administrator(account) or officer_anywhere(account):
        return None
    refs = scope_keys(account, Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION)
    rows = Organisation.objects.filter(ref__in=refs, is_host=True, state="registered").order_by("name", "pk")
    return [bound_to(row) for row in rows]


def bound_to(host: Organisation) -> Bound:
    """An import for this host entity alone; its name and its country fill the rows that do not say them."""
    usual = {"host": host.name, **({"country": host.country_id} if host.country_id else {})}
    note = _("Each row becomes a draft of %(host)s; nothing is published.") % {"host": host}
    return Bound(ref=host.ref, label=str(host), usual=usual, note=note)


def host_bound(setting: Setting) -> Organisation | None:
    """The host entity that a list is bound to, while it is registered. One query for many rows."""

    def read() -> Organisation | None:
        return Organisation.objects.filter(ref=setting.scope, is_host=True, state="registered").first()

    host: Organisation | None = setting.once("host bound", read)
    return host


def host_problems(values: Mapping[str, str], setting: Setting) -> Iterator[Problem]:
    """In a list that is bound to a host entity a row names no other."""
    if not setting.scope:
        return
    host = host_bound(setting)
    if host is None:
        yield Problem("host", _("This organisation is not registered as a host entity any more."))
        return
    known = {fold(name) for name in (host.ref, host.slug, host.name, host.short_name, *host.names.values()) if name}
    if not known & {fold(values["host"]), simplified(fold(values["host"]))}:
        yield Problem(
            "host",
            _("“%(text)s” is not your organisation.") % {"text": values["host"]},
            _("You import for %(host)s: leave the row out, or give the name of your organisation for every row.")
            % {"host": host},
        )


def host_for(values: Mapping[str, str], country: Country, setting: Setting) -> tuple[Organisation, bool]:
    """The host entity of a row, and whether it was made for it.

    It is the one the list is bound to; else by its identifier in the list, else by its name, in any language, in the
    country, else made.
    """
    if setting.scope:
        return cast(Organisation, host_bound(setting)), False  # host_problems has asked whether it is there
    # Only what an earlier row has made is remembered: this row may still be refused, and then its host is gone.
    external_id = (values.get("host_id") or fold(f"{country.pk} {values['host']}"))[:160]
    known: Organisation | None = setting.cache.get(("host", external_id))
    if known is not None:
        return known, False
    identity = reserve(kind=HOSTS, setting=setting, external_id=external_id)
    host = Organisation.objects.filter(ref=identity.target_ref).first() if identity.target_ref else None
    if host is not None:
        setting.cache["host", external_id] = host
        return host, False
    same_name = called(Organisation.objects.filter(country=country), values["host"])
    host = same_name[0] if len(same_name) == 1 else None
    made = host is None
    if host is None:
        host = _made(values["host"], country, setting)
    identity.target_type, identity.target_ref = host._meta.label_lower, host.ref
    identity.save()
    return host, made


def _made(name: str, country: Country, setting: Setting) -> Organisation:
    return import_organisation(
        actor=setting.actor,
        fields={
            "name": name,
            "type": "unknown",
            "country": country,
            "is_host": True,
            "sources": [_("Imported from: %(source)s") % {"source": setting.source}],
        },
        reason=f"import: {setting.source}",
    )
