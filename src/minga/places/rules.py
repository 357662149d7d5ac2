"""Who may put a duty station on the list that this installation keeps for itself."""

from __future__ import annotations

import rules

from minga.core.access.rules import administers, audits

rules.add_perm("places.view_cities", administers | audits)
rules.add_perm("places.edit_cities", administers)
