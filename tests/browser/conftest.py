"""A real Chromium before a real server: what every browser test stands on.

`visitor(...)` gives a person at a browser; anything the browser complains about (a script error, a blocked style, an
answer 500) fails the test when it ends.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, sync_playwright
from tests.browser.people import Visitor
from tests.browser.tour import Stop, whole_tour
from tests.browser.worlds import serve_world

# Playwright keeps an event loop in this thread; Django would take it for a reason to refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

USUAL = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--force-prefers-reduced-motion"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder is `browser`."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


def _chromium() -> str | None:
    named = os.environ.get("MINGA_CHROMIUM")
    return named or next((path for path in USUAL if Path(path).exists()), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of this process; without one they are skipped, and with CI=true they fail."""
    path = _chromium()
    with sync_playwright() as playwright:
        path = path or playwright.chromium.executable_path
        if not Path(path).exists():
            say = pytest.fail if os.environ.get("CI") else pytest.skip
            say("there is no Chromium here: apt install chromium, or name one with MINGA_CHROMIUM")
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Visitor]]:
    """`visitor(account=None, phone=False, language="en", dark=False, javascript=True)` before the test's own server."""
    people: list[Visitor] = []

    def arrive(**wishes: Any) -> Visitor:
        people.append(Visitor.arrive(chromium, live_server.url, **wishes))
        return people[-1]

    yield arrive
    for person in people:
        person.leave()


@pytest.fixture(scope="session")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the demonstration world; filled once `world` is served."""
    return tmp_path_factory.mktemp("world")


@pytest.fixture(scope="session")
def world(world_folder: Path) -> Iterator[str]:
    """The address of an installation with the demonstration world, as `make run` serves it. Look, do not change."""
    if settings.READY and connection.vendor == "sqlite":
        shutil.copyfile(settings.READY, world_folder / "minga.sqlite3")  # migrated already; what is in it is made now
    with serve_world(world_folder) as address:
        yield address


@pytest.fixture(scope="session")
def stops(chromium: Browser, world: str) -> list[Stop]:
    """What the tours of all people found."""
    return whole_tour(chromium, world)
