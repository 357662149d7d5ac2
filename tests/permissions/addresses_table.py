"""Who gets in where: one row for each address, on one's own things and on foreign ones (DOMAIN section 4).

A role that is not named is refused. “Own” are the things of the host entity, country, partner or person that an account
belongs to; “foreign” those of others. A page that may be opened but not written has its roles under `get` only.
The rows stand by room in the tables beside this one.
"""

from __future__ import annotations

from tests.permissions import (
    addresses_assignments_table,
    addresses_core_table,
    addresses_partners_table,
    addresses_people_table,
)
from tests.permissions.addresses_row import Row

TABLE: dict[str, Row] = {
    **addresses_assignments_table.TABLE,
    **addresses_core_table.TABLE,
    **addresses_partners_table.TABLE,
    **addresses_people_table.TABLE,
}
