"""Addresses of organisations, their registration and invitations."""

from __future__ import annotations

from tests.permissions.addresses_row import EVERYBODY, SIGNED_IN, Row

TABLE: dict[str, Row] = {
    "partners:accept": Row(post="volunteer", kinds={"ref": "invitation"}),
    "partners:add_paper": Row(
        post="volunteer officer manager administrator", post_foreign="administrator", kinds={"ref": "registration"}
    ),
    "partners:add_reference": Row(
        post="volunteer officer manager administrator", post_foreign="administrator", kinds={"ref": "registration"}
    ),
    "partners:decide ask_for_more": Row(
        post="officer manager administrator", post_foreign="administrator", kinds={"ref": "registration"}
    ),
    "partners:decide refuse": Row(
        post="officer manager administrator", post_foreign="administrator", kinds={"ref": "registration"}
    ),
    "partners:decide register": Row(
        post="officer manager administrator", post_foreign="administrator", kinds={"ref": "registration"}
    ),
    "partners:decide reinstate": Row(
        post="officer manager administrator", post_foreign="administrator", kinds={"ref": "registration"}
    ),
    "partners:decide review": Row(
        post="officer manager administrator", post_foreign="administrator", kinds={"ref": "registration"}
    ),
    "partners:decide send_again": Row(post="volunteer", kinds={"ref": "registration"}),
    "partners:decide suspend": Row(
        post="officer manager administrator", post_foreign="administrator", kinds={"ref": "registration"}
    ),
    "partners:edit": Row(
        get="host officer manager administrator",
        get_foreign="administrator",
        post="host officer manager administrator",
        post_foreign="administrator",
        kinds={"ref": "organisation"},
    ),
    "partners:end_role": Row(
        post="host officer manager administrator",
        post_foreign="administrator",
        kinds={"ref": "organisation", "holding": "holding"},
    ),
    "partners:correct_invitation": Row(
        post="host officer manager administrator", post_foreign="administrator", kinds={"ref": "invitation"}
    ),
    "partners:invitation": Row(get="volunteer", kinds={"ref": "invitation"}),
    "partners:invitation_by_token": Row(),
    "partners:invite_again": Row(
        post="host officer manager administrator", post_foreign="administrator", kinds={"ref": "invitation"}
    ),
    "partners:invite_to_platform": Row(get="administrator", post="administrator"),
    "partners:list": Row(get=EVERYBODY),
    "partners:logo": Row(
        post="host officer manager administrator", post_foreign="administrator", kinds={"ref": "organisation"}
    ),
    "partners:named": Row(get=SIGNED_IN),
    "partners:organisation": Row(get=EVERYBODY, get_foreign=EVERYBODY, kinds={"ref": "organisation"}),
    "partners:people": Row(
        get="host officer manager auditor administrator",
        get_foreign="auditor administrator",
        post="host officer manager administrator",
        post_foreign="administrator",
        kinds={"ref": "organisation"},
    ),
    "partners:record_checks": Row(
        post="officer manager administrator",
        post_foreign="administrator",
        kinds={"ref": "registration"},
    ),
    "partners:record_reference": Row(
        post="officer manager administrator",
        post_foreign="administrator",
        kinds={"ref": "registration", "part": "reference"},
    ),
    "partners:remove_paper": Row(post="volunteer", kinds={"ref": "registration", "part": "paper"}),
    "partners:register": Row(get=SIGNED_IN, post=SIGNED_IN),
    "partners:registration": Row(
        get="volunteer officer manager auditor administrator",
        get_foreign="auditor administrator",
        kinds={"ref": "registration"},
    ),
    "partners:registrations": Row(get="officer manager auditor administrator"),
    "partners:registrations_export": Row(
        get="officer manager auditor administrator", post="officer manager auditor administrator"
    ),
    "partners:withdraw": Row(
        post="host officer manager administrator", post_foreign="administrator", kinds={"ref": "invitation"}
    ),
}
