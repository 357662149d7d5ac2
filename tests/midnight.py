"""A test over which midnight passes: what it took for today is yesterday, so where it failed it is run once more."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from _pytest.runner import runtestprotocol


def today() -> date:
    """The day of the installation that is tested, which lives by UTC (tests/settings)."""
    return datetime.now(UTC).date()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """What pytest does with a test, and the second try; only the last try is reported."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    day = today()
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    if today() != day and any(report.failed for report in reports):
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
