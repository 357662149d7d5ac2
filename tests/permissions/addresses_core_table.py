"""Addresses of the ground: core, home, places and goals."""

from __future__ import annotations

from tests.permissions.addresses_row import EVERYBODY, SIGNED_IN, Row

TABLE: dict[str, Row] = {
    "access:end": Row(post="administrator", post_foreign="administrator", kinds={"ref": "holding"}),
    "access:mine": Row(get=SIGNED_IN),
    "access:prolong": Row(post="administrator", post_foreign="administrator", kinds={"ref": "holding"}),
    "access:roles": Row(get="auditor administrator"),
    "audit:check": Row(
        get="auditor protection administrator",
        get_foreign="auditor protection administrator",
        kinds={"ref": "trail_check"},
    ),
    "audit:entry": Row(get="auditor protection administrator", post="auditor protection administrator"),
    "audit:export": Row(get="auditor protection administrator", post="auditor protection administrator"),
    "audit:list": Row(get="auditor protection administrator"),
    "audit:verify": Row(post="auditor protection administrator"),
    "documents:file": Row(get="volunteer host officer manager auditor", get_foreign="auditor", kinds={"ref": "file"}),
    "documents:keys": Row(get=EVERYBODY),
    "documents:revoked": Row(get=EVERYBODY),
    "documents:verify_file": Row(get=EVERYBODY, post=EVERYBODY),
    "documents:verify_offline": Row(get=EVERYBODY),
    "documents:verify_worker": Row(get=EVERYBODY),
    "home:front": Row(get=EVERYBODY),
    "home:search": Row(get="host officer manager finance auditor protection administrator"),
    "importing:drop": Row(post="officer administrator", post_foreign="administrator", kinds={"ref": "batch"}),
    "importing:import": Row(
        get="officer auditor administrator", get_foreign="auditor administrator", kinds={"ref": "batch"}
    ),
    "importing:list": Row(get="host officer manager auditor administrator", post="host officer manager administrator"),
    "importing:match": Row(post="officer administrator", post_foreign="administrator", kinds={"ref": "batch"}),
    "importing:sheet": Row(post="officer administrator", post_foreign="administrator", kinds={"ref": "batch"}),
    "importing:take": Row(post="officer administrator", post_foreign="administrator", kinds={"ref": "batch"}),
    "importing:undo": Row(post="officer administrator", post_foreign="administrator", kinds={"ref": "batch"}),
    "interface:about": Row(get=EVERYBODY),
    "interface:accessibility": Row(get=EVERYBODY),
    "interface:design": Row(get=EVERYBODY),
    "interface:offline": Row(get=EVERYBODY),
    "interface:service_worker": Row(get=EVERYBODY),
    "money:rates": Row(get="finance auditor administrator", post="administrator"),
    "notices:inbox": Row(get=SIGNED_IN),
    "notices:less": Row(),
    "notices:open": Row(get="volunteer", kinds={"ref": "notice"}),
    "notices:read_all": Row(post=SIGNED_IN),
    "notices:wishes": Row(get=SIGNED_IN, post=SIGNED_IN),
    "operating:health": Row(get=EVERYBODY),
    "operating:letters": Row(get=EVERYBODY),
    "operating:run_again": Row(post="administrator"),
    "places:cities": Row(get=EVERYBODY),
    "places:countries": Row(get=EVERYBODY),
    "sdgs:goal": Row(get=EVERYBODY),
    "sdgs:goals": Row(get=EVERYBODY),
    "tables:columns": Row(post=SIGNED_IN),
}
