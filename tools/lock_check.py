"""The lock file fits pyproject.toml, names only the public index, and holds the uv that `make setup` fetches."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
INDEX = "https://pypi.org/simple"


def main() -> int:
    """Print what does not fit; returns 1 when something does not."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    versions = {package["name"]: package.get("version", "") for package in lock["package"]}
    problems = [
        f"{package['name']} comes from {package['source']}"
        for package in lock["package"]
        if package["name"] != "minga" and package["source"].get("registry") != INDEX
    ]
    wanted = [text for group in project["project"]["optional-dependencies"].values() for text in group]
    wanted += [text for group in project["dependency-groups"].values() for text in group]
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        if name != "minga" and versions.get(name, "") not in requirement.specifier:
            problems.append(f"{requirement} is not what uv.lock holds ({versions.get(name, 'nothing')})")
    if "uv" not in versions:
        problems.append("uv itself is not in uv.lock (dependency group bootstrap)")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
