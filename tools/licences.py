"""Every dependency's licence must be one that an Apache-2.0 product may ship with: `make check`.

`licences.py list` prints the page docs/licences.md.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distributions

ALLOWED = (
    *("Apache", "MIT", "BSD", r"\bISC\b", "PSF|Python Software Foundation", "MPL|Mozilla", "Unlicense|Public Domain"),
    *("CC0", "HPND|MIT-CMU", "Zlib", "LGPL|Lesser General"),
)
FORBIDDEN = r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public License|Proprietary|Commercial"
# Metadata without a licence, looked up by hand in the source distribution.
KNOWN = {
    "djlint": ("GPL-3.0-or-later", "development only, never shipped"),
    "axe-playwright-python": ("MIT", "development only, never shipped"),
}
OURS = {"minga"}


def licence(distribution: Distribution) -> str:
    """The licence a package declares: the expression, else its classifiers, else the first line of the old field."""
    about = distribution.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = [text.split("::")[-1].strip() for text in about.get_all("Classifier") or [] if "License ::" in text]
    classifiers = [text for text in classifiers if text != "OSI Approved"]
    if classifiers:
        return " / ".join(classifiers)
    declared = str(about.get("License") or "").strip().splitlines()
    return declared[0][:80] if declared else ""


def is_allowed(text: str) -> bool:
    """Whether one of the choices a package offers is on the list."""
    choices = re.split(r"\s+OR\s+|\s/\s", text)
    return any(
        any(re.search(pattern, choice, re.IGNORECASE) for pattern in ALLOWED)
        and not re.search(FORBIDDEN, choice, re.IGNORECASE)
        for choice in choices
    )


def main() -> int:
    """Check, or list; returns 1 when a licence is not allowed or not known."""
    found = {d.metadata["Name"]: (d.version, licence(d)) for d in distributions() if d.metadata["Name"] not in OURS}
    if sys.argv[1:] == ["list"]:
        print("# Licences of what Minga stands on\n\nMade by `.venv/bin/python tools/licences.py list`.\n")
        print("| package | version | licence |\n|---|---|---|")
        for name, (version, text) in sorted(found.items(), key=lambda item: item[0].lower()):
            print(f"| {name} | {version} | {', '.join(KNOWN[name]) if name in KNOWN else text or '?'} |")
        return 0
    refused = [(name, text) for name, (_version, text) in found.items() if name not in KNOWN and not is_allowed(text)]
    for name, text in sorted(refused):
        print(f"{name}: “{text or 'no licence declared'}” is not on the list in tools/licences.py")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
