"""Who looks after the installation itself."""

from __future__ import annotations

import rules

from minga.core.access.rules import administers

rules.add_perm("operating.run_again", administers)
