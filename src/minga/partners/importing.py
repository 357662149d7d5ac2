"""Organisations from a file (core.importing): its columns, what may be wrong with a row, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from minga.core.acting import SYSTEM, allowed
from minga.core.errors import Incomplete, Problem
from minga.core.finding import fold, known_as
from minga.core.importing.kinds import Column, OneByOne, Setting, Taken, Unbound, in_pieces
from minga.core.importing.values import list_of
from minga.core.listing import listed
from minga.core.models import Base
from minga.partners.actions.importing import import_again, import_organisation, looked_at, remove_imported
from minga.partners.models import Organisation, OrganisationType
from minga.places.models import Country
from minga.places.naming import country_of

DOES = {"host": "is_host", "partner": "is_partner", "funder": "is_funder"}
USUAL_WORDS = {
    "NGO": "civil_society", "CSO": "civil_society", "INGO": "civil_society", "nonprofit": "civil_society",
    "non-profit": "civil_society", "charity": "civil_society", "IGO": "intergovernmental", "UN": "un_entity",
    "company": "private", "private sector": "private", "business": "private", "ministry": "government",
    "school": "university", "academia": "university",
    "社会组织": "civil_society", "非政府组织": "civil_society", "公益组织": "civil_society",
    "社会团体": "civil_society", "民办非企业单位": "civil_society", "社会服务机构": "civil_society",
    "民间组织": "civil_society",
    "志愿服务组织": "civil_society", "志愿者协会": "federation", "基金会": "foundation",
    "大学": "university", "高校": "university", "高等院校": "university", "学校": "university", "学院": "university",
    "企业": "private", "公司": "private", "国有企业": "private",
    "政府": "government", "政府机关": "government", "政府机构": "government", "事业单位": "government",
    "国际组织": "intergovernmental", "联合国机构": "un_entity",
    "501(c)(3)": "civil_society", "501c3": "civil_society", "association": "civil_society", "ONG": "civil_society",
    "OSC": "civil_society", "asociación": "civil_society", "associação": "civil_society",
    "sociedad civil": "civil_society",
    "organización no gubernamental": "civil_society", "organisation non gouvernementale": "civil_society",
    "НКО": "civil_society", "общественная организация": "civil_society", "منظمة غير حكومية": "civil_society",
    "جمعية": "civil_society", "fundación": "foundation", "fondation": "foundation", "fundação": "foundation",
    "фонд": "foundation", "مؤسسة": "foundation", "federación": "federation", "fédération": "federation",
    "universidad": "university", "université": "university", "universidade": "university", "escuela": "university",
    "école": "university", "университет": "university", "вуз": "university", "جامعة": "university",
    "empresa": "private", "entreprise": "private", "компания": "private", "شركة": "private",
    "gobierno": "government", "gouvernement": "government", "ministerio": "government", "ministère": "government",
    "министерство": "government", "حكومة": "government", "وزارة": "government",
}  # fmt: skip
KEPT = ("name", "names", "short_name", "type", "about", "website", "is_host", "is_partner", "is_funder")


def country_problem(place: str, words: str) -> Problem:
    """The problem of a country nobody knows."""
    return Problem(
        place,
        _("“%(text)s” is no country.") % {"text": words},
        _("Write its two letters (ISO 3166-1), such as CN, or its name."),
    )


def type_of(words: str) -> str:
    """A kind of organisation by its code, its name in any language of the pages or a usual word; else empty."""
    return known_as(_types(), words) or ""


@cache
def _types() -> dict[str, str]:
    found = {fold(word): value for word, value in USUAL_WORDS.items()}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {fold(str(label)): value for value, label in OrganisationType.choices}
    for value in OrganisationType.values:
        found |= {fold(value): value, fold(value.replace("_", " ")): value}
    return found


class OrganisationImporter(Unbound, OneByOne):
    """One row is one organisation."""

    name = "organisations"
    label = gettext_lazy("Organisations")
    permission = "partners.import_organisations"
    note = gettext_lazy(
        "Organisations from a list wait for review under “Registrations”; they have no page until then."
    )
    sends_letters = False
    columns: Sequence[Column] = (
        Column(
            "id",
            gettext_lazy("Identifier"),
            gettext_lazy("What identifies it in your list. Without one, its name does."),
            aliases=("org_id", "organisation_id", "organization_id", "org_content_id", "编号", "统一社会信用代码"),
        ),
        Column(
            "name",
            gettext_lazy("Official name"),
            is_required=True,
            aliases=(
                "organisation",
                "organization",
                "org_title",
                "org_name",
                "organisation_name",
                "organization_name",
                "title",
                "名称",
                "机构名称",
                "单位名称",
                "组织名称",
                "机构",
                "单位",
            ),
        ),
        Column(
            "name_zh",
            gettext_lazy("Name in Chinese"),
            aliases=("chinese_name", "name_in_chinese", "中文名称", "中文名"),
        ),
        Column("short_name", gettext_lazy("Short name"), aliases=("acronym", "abbreviation", "简称")),
        Column(
            "type",
            gettext_lazy("Kind of organisation"),
            gettext_lazy("Government, civil society organisation and so on; may stay unsaid."),
            aliases=("kind", "organisation_type", "organization_type", "类型", "机构类型", "单位性质"),
        ),
        Column(
            "country",
            gettext_lazy("Country"),
            is_required=True,
            aliases=("country_code", "iso2", "国家", "所在国家", "国别"),
        ),
        Column(
            "does",
            gettext_lazy("What it does here"),
            gettext_lazy("host, partner, funder; several with semicolons between."),
            has_lines=True,
            aliases=("roles", "role"),
            usual="host",
        ),
        Column(
            "about",
            gettext_lazy("About it, in English"),
            has_lines=True,
            aliases=("description", "summary", "about_en"),
        ),
        Column(
            "about_zh", gettext_lazy("About it, in Chinese"), has_lines=True, aliases=("简介", "机构简介", "单位简介")
        ),
        Column("website", gettext_lazy("Website"), aliases=("url", "web", "homepage", "网址", "网站", "官网")),
    )

    def external_id(self, values: Mapping[str, str]) -> str:
        return values.get("id") or fold(f"{values.get('country', '')} {values.get('name', '')}")

    def problems(self, values: Mapping[str, str], setting: Setting) -> Sequence[Problem]:
        found = []
        if len(values["name"]) > 200:
            found.append(Problem("name", _("The name is longer than 200 characters."), _("Shorten it.")))
        if country_of(values["country"], setting) is None:
            found.append(country_problem("country", values["country"]))
        if values.get("type") and not type_of(values["type"]):
            found.append(
                Problem(
                    "type",
                    _("“%(text)s” is no kind of organisation.") % {"text": values["type"]},
                    _("Known are: %(kinds)s.") % {"kinds": listed(OrganisationType.labels)},
                )
            )
        unknown = [word for word in list_of(values.get("does", "")) if fold(word) not in DOES]
        if unknown:
            found.append(
                Problem(
                    "does",
                    _("“%(text)s” is not known.") % {"text": unknown[0]},
                    _("Known are: %(kinds)s.") % {"kinds": listed(DOES)},
                )
            )
        if values.get("website"):
            try:
                URLValidator(schemes=["http", "https"])(_with_scheme(values["website"]))
            except ValidationError:
                found.append(Problem("website", _("This is no web address."), _("Write it with https:// or empty it.")))
        return found

    def in_the_way(self, rows: Mapping[int, Mapping[str, str]], setting: Setting) -> Mapping[int, Problem]:
        found, here = {}, set(_names_here(setting))
        for line, values in rows.items():
            country = cast(Country, country_of(values["country"], setting))
            if not _may_import(country, setting):
                found[line] = Problem("country", _("This country is none of yours."), _("Leave the row out."))
            elif (country.pk, fold(values["name"])) in here:
                found[line] = _is_here(values["name"])
            here.add((country.pk, fold(values["name"])))
        return found

    def past_changing(self, refs: Sequence[str]) -> Mapping[str, Problem]:
        found = {}
        for piece in in_pieces(refs):
            for row in Organisation.objects.filter(ref__in=piece).exclude(state="applied"):
                found[row.ref] = Problem("", looked_at(row).message, looked_at(row).remedy)
        return found

    def take(self, values: Mapping[str, str], setting: Setting, existing: Base | None) -> Taken:
        fields = self._fields(values, setting)
        reason = f"import: {setting.source}"
        if isinstance(existing, Organisation):
            before = {name: getattr(existing, name) for name in KEPT} | {"country": existing.country_id}
            target = import_again(actor=setting.actor, organisation=existing, fields=fields, reason=reason)
            return Taken(target=target, is_new=False, before=before)
        name = (fields["country"].pk, fold(fields["name"]))
        if name in _names_here(setting):
            raise Incomplete("", problems=[_is_here(fields["name"])])
        fields["sources"] = [_("Imported from: %(source)s") % {"source": setting.source}]
        made = import_organisation(actor=setting.actor, fields=fields, reason=reason)
        _names_here(setting).add(name)
        return Taken(target=made, is_new=True)

    def _fields(self, values: Mapping[str, str], setting: Setting) -> dict[str, Any]:
        names = {"en": values["name"], "zh-hans": values.get("name_zh", "")}
        about = {"en": values.get("about", ""), "zh-hans": values.get("about_zh", "")}
        does = {DOES[fold(word)] for word in list_of(values.get("does", ""))}
        website = values.get("website", "")
        return {
            "name": values["name"],
            "names": names if names["zh-hans"] else {},
            "short_name": values.get("short_name", "")[:40],
            "type": type_of(values.get("type", "")) or "unknown",
            "country": country_of(values["country"], setting),
            "about": {code: text for code, text in about.items() if text},
            "website": _with_scheme(website) if website else "",
            **{column: column in does for column in DOES.values()},
        }

    def find(self, target_type: str, target_ref: str) -> Base | None:
        return Organisation.objects.filter(ref=target_ref).first()

    def undo(self, target: Base, before: Mapping[str, Any], setting: Setting) -> None:
        organisation = cast(Organisation, target)
        if not before:
            remove_imported(actor=setting.actor, organisation=organisation, reason="undo import")
            return
        fields = {**before, "country": Country.objects.get(pk=before["country"])}
        import_again(actor=setting.actor, organisation=organisation, fields=fields, reason="undo import")


def _names_here(setting: Setting) -> set[tuple[str, str]]:
    """(country, folded name) of every organisation, in each language. One query for many rows."""

    def read() -> set[tuple[str, str]]:
        rows = Organisation.objects.exclude(country=None).values_list("country_id", "name", "names")
        return {(str(country), fold(each)) for country, name, names in rows for each in (name, *names.values()) if each}

    known: set[tuple[str, str]] = setting.once("names of organisations", read)
    return known


def _may_import(country: Country, setting: Setting) -> bool:
    def asked() -> bool:
        return allowed(setting.actor, "partners.import_organisations", Organisation(country=country))

    return setting.actor is SYSTEM or bool(setting.once(("imports organisations of", country.pk), asked))


def _is_here(name: str) -> Problem:
    return Problem(
        "name",
        _("An organisation “%(name)s” of this country is here already.") % {"name": name},
        _("Change it on its page and leave the row out; another of the same name needs an addition to it."),
    )


def _with_scheme(website: str) -> str:
    return website if "://" in website else f"https://{website}"


ORGANISATIONS = OrganisationImporter()
