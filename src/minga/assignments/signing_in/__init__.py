"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from __future__ import annotations

import rules

from minga.assignments import notices, searching, tables, trail_words  # noqa: F401 - they sign in by being imported
from minga.assignments.importing import OPPORTUNITIES
from minga.assignments.rules import PERMISSIONS, why_not
from minga.assignments.signing_in import descriptions, opportunities, selection, service  # noqa: F401
from minga.core import registries
from minga.core.importing.kinds import KINDS

for _name, _predicate in PERMISSIONS.items():
    rules.add_perm(_name, rules.predicate(_predicate))

registries.why_not.sign_in("assignments", why_not)
registries.search_documents.sign_in("assignments.descriptions", searching.DESCRIPTIONS)
registries.search_documents.sign_in("assignments.candidates", searching.CANDIDATES)
KINDS.sign_in("opportunities", OPPORTUNITIES)
