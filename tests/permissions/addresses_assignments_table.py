"""Addresses of the cycle, from a description to a certificate."""

from __future__ import annotations

from tests.permissions.addresses_row import EVERYBODY, SIGNED_IN, Row

TABLE: dict[str, Row] = {
    "assignments:answer_everyone": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:answer_nomination": Row(post="volunteer", kinds={"ref": "nomination"}),
    "assignments:answer_offer": Row(post="volunteer", kinds={"ref": "application"}),
    "assignments:application": Row(get="volunteer", kinds={"ref": "application"}),
    "assignments:applications": Row(get=SIGNED_IN),
    "assignments:apply": Row(
        get=SIGNED_IN, get_foreign=SIGNED_IN, post=SIGNED_IN, post_foreign=SIGNED_IN, kinds={"ref": "description"}
    ),
    "assignments:assessment": Row(get="assessor", post="assessor", kinds={"ref": "assessment"}),
    "assignments:assignment": Row(
        get="volunteer host supervisor officer manager auditor", get_foreign="auditor", kinds={"ref": "assignment"}
    ),
    "assignments:assignment_do clear": Row(post="officer manager", kinds={"ref": "assignment"}),
    "assignments:assignment_do close": Row(post="officer manager", kinds={"ref": "assignment"}),
    "assignments:assignment_do issue_contract": Row(post="officer manager", kinds={"ref": "assignment"}),
    "assignments:assignment_do leave_seat": Row(post="officer manager", kinds={"ref": "assignment"}),
    "assignments:assignment_do open_seat": Row(post="officer manager", kinds={"ref": "assignment"}),
    "assignments:assignment_do resume": Row(post="officer manager", kinds={"ref": "assignment"}),
    "assignments:assignment_task assess": Row(
        get="host supervisor", post="host supervisor", kinds={"ref": "assignment"}
    ),
    "assignments:assignment_task certificate": Row(
        get="officer manager", post="officer manager", kinds={"ref": "assignment"}
    ),
    "assignments:assignment_task dependants": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "assignment"}
    ),
    "assignments:assignment_task end": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "assignment"}
    ),
    "assignments:assignment_task enter": Row(
        get="host supervisor", post="host supervisor", kinds={"ref": "assignment"}
    ),
    "assignments:assignment_task extend": Row(
        get="volunteer host supervisor", post="volunteer host supervisor", kinds={"ref": "assignment"}
    ),
    "assignments:assignment_task leave": Row(get="volunteer", post="volunteer", kinds={"ref": "assignment"}),
    "assignments:assignment_task report": Row(get="volunteer", post="volunteer", kinds={"ref": "assignment"}),
    "assignments:assignment_task suspend": Row(
        get="officer manager", post="officer manager", kinds={"ref": "assignment"}
    ),
    "assignments:assignments": Row(get="host supervisor assessor officer manager auditor"),
    "assignments:assignments_export": Row(
        get="host supervisor assessor officer manager auditor", post="host supervisor assessor officer manager auditor"
    ),
    "assignments:call_back": Row(post="officer manager", kinds={"ref": "application"}),
    "assignments:candidate": Row(
        get="host assessor officer manager auditor", get_foreign="auditor", kinds={"ref": "application"}
    ),
    "assignments:candidate_do ask_clearances": Row(post="officer manager", kinds={"ref": "application"}),
    "assignments:candidate_do assess": Row(post="host", kinds={"ref": "application"}),
    "assignments:candidate_do not_assess": Row(post="host", kinds={"ref": "application"}),
    "assignments:candidate_do not_select": Row(post="host officer manager", kinds={"ref": "application"}),
    "assignments:candidate_do reserve": Row(post="host officer manager", kinds={"ref": "application"}),
    "assignments:candidate_do return_to_longlist": Row(post="officer manager", kinds={"ref": "application"}),
    "assignments:candidate_do select": Row(post="host officer manager", kinds={"ref": "application"}),
    "assignments:candidate_do shortlist": Row(post="officer manager", kinds={"ref": "application"}),
    "assignments:candidate_do submit_to_host": Row(post="officer manager", kinds={"ref": "application"}),
    "assignments:candidates": Row(get="host supervisor assessor officer manager auditor"),
    "assignments:categories": Row(get=EVERYBODY),
    "assignments:category": Row(get=EVERYBODY, get_foreign=EVERYBODY, kinds={"ref": "category"}),
    "assignments:category_edit": Row(
        get="administrator",
        get_foreign="administrator",
        post="administrator",
        post_foreign="administrator",
        kinds={"ref": "category"},
    ),
    "assignments:category_new": Row(get="administrator", post="administrator"),
    "assignments:certificate_check": Row(get=EVERYBODY, get_foreign=EVERYBODY, kinds={"ref": "certificate"}),
    "assignments:certificate_look_up": Row(get=EVERYBODY, post=EVERYBODY),
    "assignments:certificate_paper": Row(
        get="volunteer host officer manager auditor", get_foreign="auditor", kinds={"ref": "certificate"}
    ),
    "assignments:certificate_revoke": Row(post="officer manager", kinds={"ref": "certificate"}),
    "assignments:certificates": Row(get=SIGNED_IN),
    "assignments:certificates_issued": Row(get="host officer manager auditor"),
    "assignments:certificates_export": Row(get="host officer manager auditor", post="host officer manager auditor"),
    "assignments:choose_assessor": Row(post="host officer manager", kinds={"ref": "application"}),
    "assignments:clearance": Row(
        get="volunteer officer manager protection",
        get_foreign="protection",
        post="volunteer officer manager protection",
        post_foreign="protection",
        kinds={"ref": "clearance"},
    ),
    "assignments:clearances": Row(get="protection"),
    "assignments:clearances_export": Row(get="protection", post="protection"),
    "assignments:clearance_do ask_for_waiver": Row(post="officer", kinds={"ref": "clearance"}),
    "assignments:clearance_do fail": Row(post="officer", kinds={"ref": "clearance"}),
    "assignments:clearance_do hand_in": Row(post="volunteer", kinds={"ref": "clearance"}),
    "assignments:clearance_do pass": Row(post="officer", kinds={"ref": "clearance"}),
    "assignments:clearance_do refuse_waiver": Row(post="officer manager", kinds={"ref": "clearance"}),
    "assignments:clearance_do renew": Row(post="officer", kinds={"ref": "clearance"}),
    "assignments:clearance_do request": Row(post="officer manager", kinds={"ref": "clearance"}),
    "assignments:clearance_do take_charge": Row(post="officer manager", kinds={"ref": "clearance"}),
    "assignments:clearance_do waive": Row(post="officer manager", kinds={"ref": "clearance"}),
    "assignments:compare": Row(get="officer manager auditor", get_foreign="auditor", kinds={"ref": "description"}),
    "assignments:contract_paper": Row(
        get="volunteer host officer manager auditor", get_foreign="auditor", kinds={"ref": "assignment"}
    ),
    "assignments:contract_sign": Row(post="volunteer officer manager", kinds={"ref": "assignment"}),
    "assignments:cost": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "description"}
    ),
    "assignments:cost_do authorize": Row(post="finance", post_foreign="finance", kinds={"ref": "description"}),
    "assignments:cost_do compute": Row(
        post="host officer manager finance", post_foreign="finance", kinds={"ref": "description"}
    ),
    "assignments:cost_do refuse": Row(post="finance", post_foreign="finance", kinds={"ref": "description"}),
    "assignments:cost_do request": Row(post="host officer manager", kinds={"ref": "description"}),
    "assignments:cost_paid": Row(
        get="host officer manager finance auditor",
        get_foreign="finance auditor",
        post="finance",
        post_foreign="finance",
        kinds={"ref": "assignment"},
    ),
    "assignments:cost_paid_paper": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "assignment"}
    ),
    "assignments:cost_paid_table": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "assignment"}
    ),
    "assignments:cost_paper": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "description"}
    ),
    "assignments:cost_table": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "description"}
    ),
    "assignments:costs": Row(get="finance auditor"),
    "assignments:costs_export": Row(get="finance auditor"),
    "assignments:costs_paid": Row(get="finance auditor"),
    "assignments:costs_paid_export": Row(get="finance auditor"),
    "assignments:criteria": Row(
        get="host assessor officer manager auditor",
        get_foreign="auditor",
        post="host officer manager",
        kinds={"ref": "description"},
    ),
    "assignments:decide": Row(
        get="host assessor officer manager auditor", get_foreign="auditor", kinds={"ref": "description"}
    ),
    "assignments:delete_search": Row(post="volunteer", kinds={"ref": "search"}),
    "assignments:dependants_cost": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "change"}
    ),
    "assignments:dependants_cost_do authorize": Row(post="finance", post_foreign="finance", kinds={"ref": "change"}),
    "assignments:dependants_cost_do compute": Row(
        post="host officer manager finance", post_foreign="finance", kinds={"ref": "change"}
    ),
    "assignments:dependants_cost_do refuse": Row(post="finance", post_foreign="finance", kinds={"ref": "change"}),
    "assignments:dependants_cost_do request": Row(post="host officer manager", kinds={"ref": "change"}),
    "assignments:dependants_cost_paper": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "change"}
    ),
    "assignments:dependants_cost_table": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "change"}
    ),
    "assignments:description": Row(
        get="host partner officer manager finance auditor administrator",
        get_foreign="finance auditor administrator",
        kinds={"ref": "description"},
    ),
    "assignments:description_cities": Row(get=SIGNED_IN),
    "assignments:description_do approve": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:description_do cancel": Row(post="host officer manager", kinds={"ref": "description"}),
    "assignments:description_do close": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:description_do fill": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:description_do publish": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:description_do reopen": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:description_do request_edits": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:description_do submit": Row(post="host officer manager", kinds={"ref": "description"}),
    "assignments:description_do take_charge": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:description_duplicate": Row(post="host officer manager", kinds={"ref": "description"}),
    "assignments:description_edit": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "description"}
    ),
    "assignments:description_new": Row(get="host officer manager", post="host officer manager"),
    "assignments:description_paper": Row(
        get="host partner officer manager finance auditor administrator",
        get_foreign="finance auditor administrator",
        kinds={"ref": "description"},
    ),
    "assignments:description_section basics": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "description"}
    ),
    "assignments:description_section funding": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "description"}
    ),
    "assignments:description_section goals": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "description"}
    ),
    "assignments:description_section publication": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "description"}
    ),
    "assignments:description_section qualifications": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "description"}
    ),
    "assignments:description_section seats": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "description"}
    ),
    "assignments:description_section words": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "description"}
    ),
    "assignments:descriptions": Row(get="host officer manager finance auditor administrator"),
    "assignments:descriptions_export": Row(get="host officer manager finance auditor administrator"),
    "assignments:extension_cost": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "extension"}
    ),
    "assignments:extension_cost_do authorize": Row(post="finance", post_foreign="finance", kinds={"ref": "extension"}),
    "assignments:extension_cost_do compute": Row(
        post="host officer manager finance", post_foreign="finance", kinds={"ref": "extension"}
    ),
    "assignments:extension_cost_do refuse": Row(post="finance", post_foreign="finance", kinds={"ref": "extension"}),
    "assignments:extension_cost_do request": Row(post="host officer manager", kinds={"ref": "extension"}),
    "assignments:extension_cost_paper": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "extension"}
    ),
    "assignments:extension_cost_table": Row(
        get="host officer manager finance auditor", get_foreign="finance auditor", kinds={"ref": "extension"}
    ),
    "assignments:extension_do approve": Row(post="officer manager", kinds={"ref": "extension"}),
    "assignments:extension_do refuse": Row(post="officer manager", kinds={"ref": "extension"}),
    "assignments:hours": Row(
        get="volunteer host supervisor officer manager auditor",
        get_foreign="auditor",
        post="volunteer host supervisor",
        kinds={"ref": "assignment"},
    ),
    "assignments:hours_do dispute": Row(post="host supervisor officer manager", kinds={"ref": "record"}),
    "assignments:hours_do remove": Row(post="volunteer host supervisor", kinds={"ref": "record"}),
    "assignments:hours_do verify": Row(post="host supervisor officer manager", kinds={"ref": "record"}),
    "assignments:keep_in_mind": Row(
        get=SIGNED_IN, get_foreign=SIGNED_IN, post=SIGNED_IN, post_foreign=SIGNED_IN, kinds={"ref": "description"}
    ),
    "assignments:entitlement": Row(
        get="administrator",
        get_foreign="administrator",
        post="administrator",
        post_foreign="administrator",
        kinds={"ref": "category", "entitlement_ref": "entitlement"},
    ),
    "assignments:entitlement_new": Row(
        get="administrator",
        get_foreign="administrator",
        post="administrator",
        post_foreign="administrator",
        kinds={"ref": "category"},
    ),
    "assignments:leave_do approve": Row(post="host supervisor", kinds={"ref": "leave"}),
    "assignments:leave_do refuse": Row(post="host supervisor", kinds={"ref": "leave"}),
    "assignments:leave_do withdraw": Row(post="volunteer", kinds={"ref": "leave"}),
    "assignments:longlist": Row(get="officer manager auditor", get_foreign="auditor", kinds={"ref": "description"}),
    "assignments:longlist_export": Row(get="officer manager", post="officer manager", kinds={"ref": "description"}),
    "assignments:longlist_refresh": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:make_offer": Row(get="officer manager", post="officer manager", kinds={"ref": "application"}),
    "assignments:move_up": Row(post="officer manager", kinds={"ref": "application"}),
    "assignments:my_service": Row(get=SIGNED_IN),
    "assignments:nominate": Row(get="partner", post="partner", kinds={"ref": "description"}),
    "assignments:nominated": Row(get="partner auditor"),
    "assignments:nominated_export": Row(get="partner auditor", post="partner auditor"),
    "assignments:nomination": Row(get="volunteer", kinds={"ref": "nomination"}),
    "assignments:nominations": Row(get="partner auditor"),
    "assignments:opportunities": Row(get=EVERYBODY),
    "assignments:opportunities_atom": Row(get=EVERYBODY),
    "assignments:opportunities_json": Row(get=EVERYBODY),
    "assignments:opportunity": Row(get=EVERYBODY, get_foreign=EVERYBODY, kinds={"ref": "description"}),
    "assignments:opportunity_card": Row(get=EVERYBODY, get_foreign=EVERYBODY, kinds={"ref": "description"}),
    "assignments:opportunity_closing": Row(get=EVERYBODY, get_foreign=EVERYBODY, kinds={"ref": "description"}),
    "assignments:order_reserve": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:pause_search": Row(post="volunteer", kinds={"ref": "search"}),
    "assignments:rate": Row(
        get="administrator",
        get_foreign="administrator",
        post="administrator",
        post_foreign="administrator",
        kinds={"ref": "rate"},
    ),
    "assignments:rate_motivation": Row(post="officer manager", kinds={"ref": "application"}),
    "assignments:rate_new": Row(get="administrator", post="administrator"),
    "assignments:rates": Row(get="officer manager finance auditor administrator"),
    "assignments:release_assessor": Row(post="host officer manager", kinds={"ref": "assessment"}),
    "assignments:rename_search": Row(post="volunteer", kinds={"ref": "search"}),
    "assignments:requirement": Row(
        get="administrator",
        get_foreign="administrator",
        post="administrator",
        post_foreign="administrator",
        kinds={"ref": "category", "requirement_ref": "requirement"},
    ),
    "assignments:requirement_new": Row(
        get="administrator",
        get_foreign="administrator",
        post="administrator",
        post_foreign="administrator",
        kinds={"ref": "category"},
    ),
    "assignments:rule": Row(
        get="administrator",
        get_foreign="administrator",
        post="administrator",
        post_foreign="administrator",
        kinds={"ref": "category", "rule_ref": "rule"},
    ),
    "assignments:rule_new": Row(
        get="administrator",
        get_foreign="administrator",
        post="administrator",
        post_foreign="administrator",
        kinds={"ref": "category"},
    ),
    "assignments:save_search": Row(post=SIGNED_IN),
    "assignments:saved": Row(get=SIGNED_IN),
    "assignments:select_again": Row(post="officer manager", kinds={"ref": "application"}),
    "assignments:selection": Row(
        get="host assessor officer manager auditor", get_foreign="auditor", kinds={"ref": "description"}
    ),
    "assignments:selection_export": Row(
        get="host officer manager", post="host officer manager", kinds={"ref": "description"}
    ),
    "assignments:take_back_offer": Row(post="officer manager", kinds={"ref": "application"}),
    "assignments:take_back_many": Row(
        get="host officer manager",
        post="host officer manager",
        kinds={"ref": "description", "decision": "many_decision"},
    ),
    "assignments:undo_decision": Row(post="host officer manager", kinds={"ref": "description"}),
    "assignments:weights": Row(post="officer manager", kinds={"ref": "description"}),
    "assignments:withdraw_application": Row(post="volunteer", kinds={"ref": "application"}),
}
