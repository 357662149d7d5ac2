"""Addresses of accounts, profiles and consent."""

from __future__ import annotations

from tests.permissions.addresses_row import EVERYBODY, SIGNED_IN, Row

TABLE: dict[str, Row] = {
    "people:account": Row(get=SIGNED_IN),
    "people:cities": Row(get=SIGNED_IN),
    "people:consents": Row(get=SIGNED_IN, post=SIGNED_IN),
    "people:data_protection": Row(get=EVERYBODY),
    "people:deactivate": Row(post="administrator", post_foreign="administrator", kinds={"ref": "account"}),
    "people:demonstration": Row(),
    "people:end_role": Row(
        post="administrator", post_foreign="administrator", kinds={"ref": "host_account", "holding": "holding"}
    ),
    "people:erase": Row(get=SIGNED_IN, post=SIGNED_IN),
    "people:erase_for": Row(
        get="protection",
        get_foreign="protection",
        post="protection",
        post_foreign="protection",
        kinds={"ref": "account"},
    ),
    "people:export_for": Row(post="volunteer protection", post_foreign="protection", kinds={"ref": "account"}),
    "people:grant": Row(post="administrator", post_foreign="administrator", kinds={"ref": "account"}),
    "people:list": Row(get="auditor protection administrator"),
    "people:list_export": Row(get="auditor protection administrator", post="auditor protection administrator"),
    "people:my_data": Row(get=SIGNED_IN, post=SIGNED_IN),
    "people:nothing_to_show": Row(post=SIGNED_IN),
    "people:occupations": Row(get=SIGNED_IN),
    "people:person": Row(
        get="auditor protection administrator",
        get_foreign="auditor protection administrator",
        post="auditor protection administrator",
        post_foreign="auditor protection administrator",
        kinds={"ref": "account"},
    ),
    "people:profile": Row(get=SIGNED_IN),
    "people:reactivate": Row(post="administrator", post_foreign="administrator", kinds={"ref": "account"}),
    "people:remove_proofs": Row(post="administrator", post_foreign="administrator", kinds={"ref": "account"}),
    "people:remove_row": Row(),
    "people:settings": Row(get=SIGNED_IN, post=SIGNED_IN),
    "people:skills": Row(get=SIGNED_IN),
    "people:step": Row(get=SIGNED_IN, post=SIGNED_IN),
    "people:who_sees_what": Row(get=EVERYBODY),
}
