"""Who may do what in the volunteer's cycle (DOMAIN section 4): predicates, and the table of permissions.

Deny by default: a permission that does not stand in `PERMISSIONS` is nobody's. A predicate takes the account and the
object the permission is asked on (None when something is created or listed).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.queries.standing_for import stands_for
from minga.assignments.queries.steps import lasting_steps
from minga.core.access.models import Role, Scope
from minga.core.access.roles import holdings_of, holds, on_platform, scope_keys
from minga.core.errors import NotAllowed

Predicate = Callable[[Any, Any], bool]
WITHOUT = "without_own_matters"
"""What a rule keeps of the predicate that it narrows."""

WITH_HOST_STATES = (
    "with_host", "assessed", "not_assessed", "selected", "reserve", "not_selected", "offered", "accepted", "declined",
    "lapsed",
)  # fmt: skip
OF_RIVALS = tuple(f"assignments.{verb}" for verb in ("suspend_service", "end_service", "write_host_assessment"))
"""What a candidate for the same post leaves to colleagues in the service of whoever was selected."""
OFFICER_ROLES = (Role.PROGRAMME_OFFICER, Role.REGIONAL_MANAGER)
HOSTING_ROLES = (Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR)


def description_of(thing: Any) -> Any:
    """The description that anything of this room belongs to; None where it has none."""
    for name in ("description", "application", "assignment", "seat", "estimate", "offer"):
        below = getattr(thing, name, None)
        if below is not None:
            return below if name == "description" else description_of(below)
    return thing if hasattr(thing, "host_id") and hasattr(thing, "track") else None


def any_of(*predicates: Predicate) -> Predicate:
    """Allowed when one of them allows; what one keeps `WITHOUT` own matters is kept of all."""

    def rule(account: Any, thing: Any) -> bool:
        return any(predicate(account, thing) for predicate in predicates)

    if kept := [getattr(predicate, WITHOUT) for predicate in predicates if hasattr(predicate, WITHOUT)]:
        setattr(rule, WITHOUT, any_of(*kept))
    return rule


def apart(predicate: Predicate) -> Predicate:
    """Allowed when the predicate allows, unless the person is a candidate for the description themselves: they take no
    part in choosing for it. One query a request, and none for whom the predicate refuses.
    """
    return _unless(predicate, lambda account, thing: is_candidate_for(account, description_of(thing)))


def of_others(predicate: Predicate) -> Predicate:
    """Allowed when the predicate allows, unless it is the person's own service: nobody decides about their own."""
    return _unless(predicate, own)


def unbiased(predicate: Predicate) -> Predicate:
    """`of_others` and `apart` at once, for what frees a rival's place, also in the service, or weighs a rival."""
    return _unless(
        predicate, lambda account, thing: own(account, thing) or is_candidate_for(account, description_of(thing))
    )


def while_in_it(predicate: Predicate) -> Predicate:
    """Allowed when the predicate allows, until whom it is about withdraws the application: a clearance of it closes."""

    def rule(account: Any, thing: Any) -> bool:
        application = thing if hasattr(thing, "candidate_number") else getattr(thing, "application", None)
        return getattr(application, "state", "") != "withdrawn" and predicate(account, thing)

    return rule


def _unless(predicate: Predicate, is_involved: Predicate) -> Predicate:
    def rule(account: Any, thing: Any) -> bool:
        return predicate(account, thing) and not is_involved(account, thing)

    setattr(rule, WITHOUT, predicate)
    return rule


def why_not(account: Any, permission: str, thing: Any) -> NotAllowed | None:
    """The words for somebody whom their role would let, were it not their own matter; None for anybody else."""
    role = getattr(PERMISSIONS.get(permission), WITHOUT, None)
    if role is None or thing is None:
        return None
    decides = permission == "assignments.decide_clearance"  # the officer in charge; any other is led to take over
    if not (officer if decides else role)(account, thing):
        return None
    if own(account, thing) and getattr(thing, "candidate_number", None) is None:
        return NotAllowed(_("Nobody decides about their own service."), remedy=_("Ask a colleague to do it."))
    if decides and not is_candidate_for(account, description_of(thing)):
        words, remedy = _("The officer in charge decides about this clearance."), _("Take over first; they are told.")
        return None if in_charge(account, thing) else NotAllowed(words, remedy=remedy)
    if not is_candidate_for(account, description_of(thing)):
        return None
    chosen = _("You applied for this post yourself, so you neither suspend, end nor assess this service.")
    choosing = _("You applied for this post yourself, so you take no part in choosing for it.")
    return NotAllowed(
        chosen if permission in OF_RIVALS else choosing,
        remedy=_("Colleagues do it. Where nobody else is there, the administrators are told and invite somebody."),
    )


def is_candidate_for(account: Any, description: Any) -> bool:
    """Whether the account sent an application for the description and did not withdraw it."""
    return description is not None and description.pk in stands_for(account)


def everyone(_account: Any, _thing: Any) -> bool:
    """Anybody, signed in or not."""
    return True


def signed_in(account: Any, _thing: Any) -> bool:
    """Anybody with an account."""
    return bool(getattr(account, "is_authenticated", False))


def officer_anywhere(account: Any, _thing: Any = None) -> bool:
    """A programme officer or regional manager of any country."""
    return holds(account, *OFFICER_ROLES)


def officer(account: Any, thing: Any) -> bool:
    """A programme officer or regional manager of the description's country, or of the platform."""
    description = description_of(thing)
    if description is None:
        return False
    return holds(account, *OFFICER_ROLES, scope=Scope.COUNTRY, key=description.country_id)


def in_charge(account: Any, thing: Any) -> bool:
    """The officer in charge of the description, while an officer there: one person, who reads what few may."""
    description, pk = description_of(thing), getattr(account, "pk", None)
    return pk is not None and description is not None and description.officer_id == pk and officer(account, thing)


def host(account: Any, thing: Any) -> bool:
    """A focal point of the host entity."""
    description = description_of(thing)
    if description is None:
        return False
    return holds(account, Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION, key=description.host.ref)


def host_of_serving(account: Any, thing: Any) -> bool:
    """A focal point of the host entity, while the volunteer serves there: before and in between the officer ends it."""
    return getattr(thing, "state", "") == "serving" and host(account, thing)


def hosting_anywhere(account: Any, _thing: Any = None) -> bool:
    """A focal point or supervisor of any host entity: who may be asked to assess."""
    return holds(account, Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR)


def host_anywhere(account: Any, _thing: Any = None) -> bool:
    """A focal point of any host entity."""
    return holds(account, Role.HOST_FOCAL_POINT)


def supervisor(account: Any, thing: Any) -> bool:
    """The supervisor of the seat, while holding that role at the host entity."""
    assignment = thing if hasattr(thing, "seat_id") else getattr(thing, "assignment", None)
    description = description_of(thing)
    if assignment is None or description is None or assignment.seat.supervisor_id != getattr(account, "pk", None):
        return False
    return holds(
        account, Role.HOST_SUPERVISOR, Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION, key=description.host.ref
    )


def was_submitted(application: Any) -> bool:
    """Whether the candidate was submitted to the host entity, and stayed so; somebody turned down before that, or taken
    back from it, it never sees.
    """
    if application.state not in WITH_HOST_STATES:
        return False
    return application.state != "not_selected" or lasting_steps("with_host").filter(application=application).exists()


def worked_on(account: Any) -> tuple[bool, set[str], set[str]]:
    """On whose descriptions somebody may be asked to assess, as of today: on all, else on those of which countries
    (as an officer) and of which host entities (their refs, as a focal point or supervisor).
    """
    countries = scope_keys(account, *OFFICER_ROLES, scope=Scope.COUNTRY)
    hosts = scope_keys(account, *HOSTING_ROLES, scope=Scope.ORGANISATION)
    return on_platform(account, *OFFICER_ROLES, *HOSTING_ROLES), countries, hosts


def works_on(account: Any, thing: Any) -> bool:
    """Who may be asked to assess, as of today: the host entity's focal points and supervisors, and the officers."""
    description = description_of(thing)
    if description is None:
        return False
    if holds(account, *OFFICER_ROLES, scope=Scope.COUNTRY, key=description.country_id):
        return True
    return holds(account, *HOSTING_ROLES, scope=Scope.ORGANISATION, key=description.host.ref)


def assessor(account: Any, thing: Any) -> bool:
    """Somebody asked to assess this application, once the host has it and as long as they work on it."""
    application = thing if hasattr(thing, "candidate_number") else getattr(thing, "application", None)
    if application is None or not getattr(account, "pk", None) or not was_submitted(application):
        return False
    return bool(application.assessments.filter(assessor_id=account.pk).exists()) and works_on(account, application)


def asked_to_assess(account: Any, description: Any) -> bool:
    """Somebody asked to assess one of the description's candidates, as long as they work on it."""
    if description is None or not getattr(account, "pk", None) or not works_on(account, description):
        return False
    return bool(description.applications.filter(assessments__assessor_id=account.pk).exists())


def host_of_submitted(account: Any, thing: Any) -> bool:
    """The host sees a candidate only once submitted to it."""
    application = thing if hasattr(thing, "candidate_number") else getattr(thing, "application", None)
    return application is not None and host(account, application) and was_submitted(application)


def own(account: Any, thing: Any) -> bool:
    """The person's own application, offer, assignment, search, nomination or certificate."""
    pk = getattr(account, "pk", None)
    if pk is None or thing is None:
        return False
    for name in ("account_id",):
        if hasattr(thing, name):
            return bool(getattr(thing, name) == pk)
    below = getattr(thing, "assignment", None) or getattr(thing, "application", None)
    return below is not None and own(account, below)


def author(account: Any, thing: Any) -> bool:
    """The assessor whose assessment it is, as long as they work on it."""
    mine = getattr(account, "pk", None) is not None and getattr(thing, "assessor_id", None) == account.pk
    return mine and works_on(account, thing)


def finance_anywhere(account: Any, _thing: Any = None) -> bool:
    """A finance officer of any scope."""
    return holds(account, Role.FINANCE_OFFICER)


def finance(account: Any, thing: Any) -> bool:
    """A finance officer of the platform, the description's country, its host entity or one of its funders."""
    description = description_of(thing)
    if description is None:
        return False
    if holds(account, Role.FINANCE_OFFICER, scope=Scope.COUNTRY, key=description.country_id):
        return True
    keys = {row.scope_key for row in holdings_of(account) if row.role == Role.FINANCE_OFFICER and row.scope_key}
    if not keys:
        return False
    return description.host.ref in keys or description.funding_shares.filter(funder__ref__in=keys).exists()


def partner(account: Any, thing: Any) -> bool:
    """A representative of the partner that nominates for this description."""
    description = description_of(thing)
    organisation = getattr(thing, "partner", None) or getattr(description, "nominating_partner", None)
    if organisation is None:
        return False
    return holds(account, Role.PARTNER_REPRESENTATIVE, scope=Scope.ORGANISATION, key=organisation.ref)


def partner_anywhere(account: Any, _thing: Any = None) -> bool:
    """A representative of any partner."""
    return holds(account, Role.PARTNER_REPRESENTATIVE)


def auditor(account: Any, _thing: Any = None) -> bool:
    """An auditor: reads all, writes nothing."""
    return on_platform(account, Role.AUDITOR)


def administrator(account: Any, _thing: Any = None) -> bool:
    """An administrator of the platform."""
    return on_platform(account, Role.ADMINISTRATOR)


def protection_officer(account: Any, _thing: Any = None) -> bool:
    """The data protection officer."""
    return on_platform(account, Role.DATA_PROTECTION_OFFICER)


def imports(account: Any, thing: Any = None) -> bool:
    """An administrator; an officer for the countries they work for; a focal point for their own host entity."""
    if administrator(account):
        return True
    if thing is None:
        return officer_anywhere(account) or host_anywhere(account)
    return officer(account, thing) or host(account, thing)


def published(_account: Any, thing: Any) -> bool:
    """A description that was published and is not a template stands open to everyone, closed ones included."""
    return thing is not None and thing.published_at is not None and not thing.is_template


PERMISSIONS: dict[str, Predicate] = {
    # descriptions
    "assignments.list_descriptions": any_of(officer_anywhere, host_anywhere, finance_anywhere, auditor, administrator),
    "assignments.view_description": any_of(officer, host, finance, partner, auditor, administrator),
    "assignments.view_opportunity": any_of(published, officer, host, auditor),
    "assignments.import_descriptions": imports,
    "assignments.create_description": any_of(officer_anywhere, host_anywhere),
    "assignments.edit_description": apart(any_of(officer, host)),
    "assignments.duplicate_description": any_of(officer, host),
    "assignments.submit_description": any_of(officer, host),
    "assignments.decide_description": apart(officer),
    "assignments.take_charge": apart(officer),
    "assignments.cancel_description": apart(any_of(officer, host)),
    # cost
    "assignments.list_costs": any_of(finance_anywhere, auditor),
    "assignments.view_cost": any_of(officer, host, finance, auditor),
    "assignments.compute_cost": any_of(officer, host, finance),
    "assignments.request_authorization": any_of(officer, host),
    "assignments.authorize_cost": finance,
    "assignments.record_actual_cost": of_others(finance),
    "assignments.view_rates": any_of(finance_anywhere, officer_anywhere, auditor, administrator),
    "assignments.edit_rates": administrator,
    "assignments.view_categories": everyone,
    "assignments.edit_categories": administrator,
    # the volunteer's side
    "assignments.apply": signed_in,
    "assignments.edit_application": own,
    "assignments.submit_application": own,
    "assignments.withdraw_application": own,
    "assignments.view_own_application": own,
    "assignments.keep_in_mind": signed_in,
    "assignments.save_search": signed_in,
    "assignments.edit_search": own,
    # nominations: of those who agreed a partner sees name and coarse stage (queries.nominations), no candidate's page
    "assignments.nominate": partner,
    "assignments.list_nominations": any_of(partner_anywhere, auditor),
    "assignments.answer_nomination": own,
    # selection
    "assignments.list_candidates": any_of(officer_anywhere, hosting_anywhere, auditor),
    "assignments.view_selection": apart(any_of(officer, host, asked_to_assess, auditor)),
    "assignments.export_candidates": apart(any_of(officer, host)),
    "assignments.view_longlist": apart(any_of(officer, auditor)),
    "assignments.longlist_application": apart(officer),
    "assignments.decide_application": apart(officer),
    "assignments.view_application": apart(any_of(officer, host_of_submitted, assessor, auditor)),
    "assignments.assess_for_host": apart(host_of_submitted),
    "assignments.choose_assessors": apart(any_of(officer, host)),
    "assignments.write_assessment": apart(author),
    "assignments.select_application": apart(any_of(host_of_submitted, officer)),
    "assignments.take_back_decision": apart(any_of(officer, host)),
    "assignments.make_offer": apart(officer),
    "assignments.view_offer": any_of(own, apart(any_of(officer, auditor))),
    "assignments.answer_offer": own,
    # service
    "assignments.list_assignments": any_of(officer_anywhere, hosting_anywhere, auditor),
    "assignments.list_own_assignments": signed_in,
    "assignments.view_assignment": any_of(own, officer, host, supervisor, auditor),
    # clearances: a colleague of the officer in charge learns whether each has passed, and nothing else of it
    "assignments.list_clearances": protection_officer,
    "assignments.view_clearance": any_of(own, unbiased(any_of(while_in_it(officer), protection_officer))),
    "assignments.view_clearance_result": any_of(own, unbiased(any_of(while_in_it(in_charge), protection_officer))),
    "assignments.hand_in_clearance": own,
    "assignments.request_clearance": unbiased(officer),
    "assignments.decide_clearance": unbiased(in_charge),
    "assignments.waive_clearance": unbiased(officer),
    "assignments.issue_contract": of_others(officer),
    "assignments.view_contract": any_of(own, officer, host, auditor),
    "assignments.sign_contract": any_of(own, officer),
    "assignments.confirm_entry": of_others(any_of(host, supervisor)),
    "assignments.manage_service": of_others(officer),
    "assignments.suspend_service": unbiased(officer),
    "assignments.decide_seat": unbiased(officer),
    "assignments.ask_for_leave": own,
    "assignments.decide_leave": of_others(any_of(host, supervisor)),
    "assignments.withdraw_leave": own,
    "assignments.ask_for_extension": any_of(host, supervisor, own),
    "assignments.decide_extension": of_others(officer),
    "assignments.change_dependants": of_others(any_of(officer, host)),
    "assignments.end_service": unbiased(any_of(officer, host_of_serving)),
    "assignments.record_hours": any_of(own, host, supervisor),
    "assignments.remove_hours": any_of(own, host, supervisor),
    "assignments.verify_hours": any_of(host, supervisor, officer),
    "assignments.write_host_assessment": unbiased(any_of(host, supervisor)),
    "assignments.write_volunteer_report": own,
    # certificates
    "assignments.issue_certificate": of_others(officer),
    "assignments.revoke_certificate": of_others(officer),
    "assignments.list_certificates": any_of(officer_anywhere, host_anywhere, auditor),
    "assignments.view_certificate": any_of(own, officer, host, auditor),
}
