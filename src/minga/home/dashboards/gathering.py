"""One page for whatever a person is here: the sections of all their roles, work on others first."""

from __future__ import annotations

from typing import Any

from minga.home.dashboards import finance, hosts, officers, oversight, partners, registering, volunteer
from minga.home.sections import Section

# In the order of the page: who decides today comes before who looks on, one's own volunteering last.
SECTIONS = (
    officers.section_for,
    hosts.section_for,
    finance.section_for,
    partners.section_for,
    oversight.protection_section,
    oversight.administrator_section,
    oversight.auditor_section,
    registering.section_for,
    volunteer.section_for,
)


def sections_of(account: Any) -> list[Section]:
    """The sections this account sees; each says how many queries it costs."""
    found = (section_for(account) for section_for in SECTIONS)
    return [section for section in found if section is not None]
