"""What Minga stands on is chosen: each dependency has its row, with what else does the same."""

from __future__ import annotations

import json
import re
import tomllib

from tests.house.tree import PACKAGE, ROOT

PAGE = ROOT / "docs" / "decisions" / "dependencies.md"
ROW = re.compile(r"^\| ([\w.-][\w .-]*) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
BROWSERS = {"bootstrap": "Bootstrap", "bootstrap-icons": "Bootstrap Icons", "echarts": "ECharts", "htmx.org": "htmx"}
BY_NAME = {"argon2-cffi", "boto3", "psycopg", "tzdata"}
"""What Django, Python and django-storages look for themselves."""
CALLED = {"pillow": "PIL", "django-storages": "storages", "django-csp": "csp", "django-allauth": "allauth"}


def wanted(*groups: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    kinds = {**project["project"]["optional-dependencies"], **project["dependency-groups"]}
    texts = [text for name, texts in kinds.items() if not groups or name in groups for text in texts]
    return {re.split(r"[^\w.-]", text)[0].lower() for text in texts} - {"minga"}


def test_every_dependency_has_its_row_and_no_other() -> None:
    rows = [name for name, _what, _else in ROW.findall(PAGE.read_text(encoding="utf-8")) if name != "package"]
    vendored = json.loads((ROOT / "tools" / "vendored" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert sorted(rows) == sorted([*wanted(), *(BROWSERS[name] for name in vendored)])


def test_what_ships_is_used() -> None:
    sources = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    shipped = wanted("platform", "matching", "rostering")
    names = {package: CALLED.get(package, package.replace("-", "_")) for package in shipped}
    used = {
        package
        for package, module in names.items()
        if any(re.search(rf"(?:import|from) {module}\b|\"{module}[.\"]", text) for text in sources)
    }
    assert set(names) - used == BY_NAME
