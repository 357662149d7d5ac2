"""Writing a description: beginning one (empty, from a template or a copy) and changing it section by section."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.actions.sections import TEXTS, WRITERS, snapshot_of
from minga.assignments.actions.taking_charge import tell_former
from minga.assignments.models import (
    Category,
    Description,
    DescriptionText,
    FundingShare,
    LanguageRequirement,
    Seat,
    SkillRequirement,
)
from minga.assignments.numbering import next_number
from minga.assignments.queries.cost import is_old
from minga.assignments.queries.descriptions import SECTIONS, editable_sections
from minga.assignments.queries.holders import finance_officers_of, supervisors_of
from minga.assignments.queries.standing_for import stands_for
from minga.assignments.reference import template_for
from minga.assignments.state_names import ESTIMATE_IN_FORCE
from minga.assignments.stepping import move_description, step_description
from minga.assignments.telling import officers_told, page_of, tell_about, titles_of
from minga.core.acting import Actor, action, lock, permitted
from minga.core.audit import trail
from minga.core.errors import NotAllowed, Refused
from minga.core.listing import isolated
from minga.core.notices.kinds import in_each_language
from minga.core.notices.telling import tell
from minga.core.twice import made_just_now
from minga.partners.models import Organisation
from minga.places.models import Country

COPIED = (
    "category", "serves_as", "track", "host", "country", "duration_months", "duration_weeks", "hours_a_week",
    "min_education", "min_experience_months", "competencies", "framework_output", "funding", "nominating_partner",
    "nomination_quota", "weights",
)  # fmt: skip
COPIED_TEXT = ("language", *TEXTS)


def number_for_now() -> str:
    """The next number of this year's descriptions. Inside a transaction."""
    return next_number("DOA", year=timezone.localdate().year)


@action("assignments.create_description")
def start_description(
    *,
    actor: Actor,
    category: Category,
    track: str,
    host: Organisation,
    country: Country,
    languages: Collection[str] = (),
) -> Description:
    """A draft with a number and one seat, and the words that ship for its category in these languages.

    The same press again finds the draft it began.
    Raises NotAllowed where the actor neither works for the host entity nor for the country, Refused where the
    registration of the host entity does not stand.
    """
    description = Description(category=category, track=track, host=host, country=country, created_by_id=actor.pk)
    if not permitted(actor, "assignments.edit_description", description):
        raise NotAllowed(_("You may describe assignments of your own organisation or country only."))
    _require_registered(host)
    lock(cast(Any, actor))
    begun = {"category": category, "track": track, "host": host, "country": country, "created_by_id": actor.pk}
    untouched = Description.objects.filter(is_template=False, state="draft", version=1)
    if (known := made_just_now(untouched, **begun)) is not None:
        return known
    description.number = number_for_now()
    words = template_for(category.code, host_names=host.told_names) if languages else {}
    description.competencies = words.get("competencies", [])
    description.save()
    for language, texts in words.get("texts", {}).items():
        if language not in languages:
            continue
        DescriptionText.objects.create(description=description, language=language, **texts)
    Seat.objects.create(description=description, number=1)
    step_description(description)
    return description


def _require_registered(host: Organisation) -> None:
    if host.state != "registered":
        raise Refused(
            _("The registration of %(host)s is not valid, so nothing can be described for it.")
            % {"host": isolated(host)},
            remedy=_("A programme officer of its country decides about the registration."),
        )


@action("assignments.duplicate_description", target="description")
def duplicate_description(*, actor: Actor, description: Description, as_template: bool = False) -> Description:
    """A draft with the same words, seats and requirements; dates, decisions, cost and applications stay behind, and so
    do supervisors who have left, and partners and funders that take no part any more.

    as_template: keep the copy as a template of the host entity instead. Returns the copy; the same press again finds
    it. Raises Refused where the registration of the host entity does not stand.
    """
    _require_registered(description.host)
    lock(cast(Any, actor))
    if (known := _copied_just_now(actor, description, as_template=as_template)) is not None:
        return known
    copy = Description(**{name: getattr(description, name) for name in COPIED}, created_by_id=actor.pk)
    if description.pk in stands_for(actor):
        copy.weights = {}  # what the longlist weighs is no candidate's to read
    if copy.nominating_partner is not None and copy.nominating_partner.state != "registered":
        copy.nominating_partner, copy.nomination_quota = None, None
    copy.number, copy.is_template = number_for_now(), as_template
    copy.save()
    copy.areas.set(description.areas.all())
    copy.targets.set(description.targets.all())
    for text in description.texts.all():
        DescriptionText.objects.create(description=copy, **{name: getattr(text, name) for name in COPIED_TEXT})
    guiding = set(supervisors_of(description.host).values_list("pk", flat=True))
    for number, seat in enumerate(description.seats.filter(is_cancelled=False), start=1):
        guide = seat.supervisor_id if seat.supervisor_id in guiding else None
        Seat.objects.create(description=copy, number=number, city_id=seat.city_id, supervisor_id=guide)
    for share in description.funding_shares.filter(funder__state="registered"):
        FundingShare.objects.create(description=copy, funder_id=share.funder_id, percent=share.percent)
    for asked in description.language_requirements.all():
        LanguageRequirement.objects.create(
            description=copy, language=asked.language, level=asked.level, is_required=asked.is_required
        )
    for skill in description.skill_requirements.all():
        SkillRequirement.objects.create(
            description=copy, skill_id=skill.skill_id, weight=skill.weight, is_required=skill.is_required
        )
    step_description(copy)
    trail.note(actor=actor, verb="start_description", target=copy, reason=f"copy of {description.number}")
    return copy


def _copied_just_now(actor: Actor, description: Description, *, as_template: bool) -> Description | None:
    """The copy that the same press made a moment ago, as long as neither was changed since. Three queries."""
    changed_by_copying = {"competencies", "weights", "nominating_partner", "nomination_quota"}
    same = {name: getattr(description, name) for name in COPIED if name not in changed_by_copying}
    rows = Description.objects.filter(state="draft", version=1, created_at__gt=description.updated_at, **same)
    known = made_just_now(rows, created_by_id=actor.pk, is_template=as_template)
    return known if known is not None and _titles(known) == _titles(description) else None


def _titles(description: Description) -> dict[str, str]:
    return dict(description.texts.values_list("language", "title"))


@action("assignments.edit_description", target="description")
def drop_template(*, actor: Actor, description: Description, seen: int | None = None) -> Description:
    """Put a template away: nobody begins with it any more, what was begun with it stays. Refused for anything else."""
    if not description.is_template:
        raise Refused(_("This is no template."))
    move_description(description, verb="cancel")
    return description


@action("assignments.edit_description", target="description")
def update_section(
    *, actor: Actor, description: Description, section: str, content: Mapping[str, Any], seen: int | None = None
) -> Description:
    """Change one section. `content` is what the section's form cleaned; see `sections.WRITERS` for its keys.

    Raises NotAllowed where the state or the person does not let the section be changed, Incomplete for what it cannot
    hold, Stale when somebody changed the description after `seen`.
    """
    if section not in editable_sections(actor, description):
        raise NotAllowed(
            _("“%(section)s” cannot be changed now.") % {"section": SECTIONS.get(section, section)},
            remedy=_("While it waits for approval, a programme officer can send it back to you with a note."),
        )
    before = snapshot_of(description, section)
    supervisors, officer = _supervisors(description), description.officer
    estimate = description.estimates.filter(state__in=ESTIMATE_IN_FORCE).first()
    was_old = estimate is not None and is_old(estimate)
    WRITERS[section](description, content)
    description.save()
    after = snapshot_of(description, section)
    if description.is_open:
        refresh_opportunity(description)
    if before != after:
        trail.note(actor=actor, verb=f"update_{section}", target=description, before=before, after=after)
    _tell_supervisors(actor=actor, description=description, before=supervisors)
    tell_former(description, former=officer, actor=actor)
    if estimate is not None and not was_old and estimate.state in ("requested", "authorized"):
        estimate.description = description
        if is_old(estimate):
            to = {*officers_told(description), *finance_officers_of(description)}
            tell_about(description, kind="cost_outdated", to=to, actor=actor)
    return description


def _supervisors(description: Description) -> dict[int, int | None]:
    return dict(description.seats.filter(is_cancelled=False).values_list("number", "supervisor_id"))


def _tell_supervisors(*, actor: Any, description: Description, before: dict[int, int | None]) -> None:
    for seat in description.seats.filter(is_cancelled=False).select_related("supervisor"):
        if seat.supervisor is None or before.get(seat.number) == seat.supervisor_id or seat.supervisor_id == actor.pk:
            continue
        tell(
            kind="assignments.supervisor_named",
            to=seat.supervisor,
            about=description,
            once=f"supervisor:{description.ref}:{seat.number}",
            url=page_of(description),
            context={"post": titles_of(description), "seat": in_each_language(seat.__str__)},
        )
