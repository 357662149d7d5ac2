"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from __future__ import annotations

import rules

from minga.core.registries import demonstration
from minga.partners.demonstration import make_organisations
from minga.partners.rules import PERMISSIONS

for _name, _predicate in PERMISSIONS.items():
    rules.add_perm(_name, _predicate)

demonstration.sign_in("partners", make_organisations)
