"""The check of a certificate for the browser: its data, its worker, and one HTML file that needs nothing else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from minga.core.documents import signing, verdicts

STATIC = Path(__file__).parent / "static" / "documents"


def verify_data(*, with_worker: bool = True, absolute: bool = False) -> dict[str, Any]:
    """Keys, numbers revoked up to now, words and addresses that verify.js needs, as plain data. Two queries."""
    home = settings.SITE_URL if absolute else ""
    language = get_language() or "en"
    return {
        "language": language,
        "locale": "en-GB" if language == "en" else language,
        "keys": [key.as_json() for key in signing.published_keys()],
        "revoked": signing.revoked_numbers(),
        "keys_url": home + reverse("documents:keys"),
        "revoked_url": home + reverse("documents:revoked"),
        "worker_url": reverse("documents:verify_worker") if with_worker else "",
        "words": {code: [str(title), str(remedy)] for code, (title, remedy) in verdicts.WORDS.items()},
        "reasons": {code: verdicts.why_words(code) for code in verdicts.REASONS},
        "labels": {name: str(label) for name, label in verdicts.LABELS.items()},
        "not_checked": str(verdicts.NOT_CHECKED),
    }


def single_file() -> str:
    """A whole page in one file, script, keys and the numbers revoked up to now inside, in the reader's language."""
    return render_to_string(
        "documents/verify_offline.html",
        {
            "saved_at": timezone.now(),
            "data": verify_data(with_worker=False, absolute=True),
            "script": mark_safe(_bundle()),
            "style": mark_safe((STATIC / "offline.css").read_text(encoding="utf-8")),
        },
    )


@cache
def worker_script() -> str:
    """The service worker, served from /verify/ so that it reaches no other page."""
    return (STATIC / "worker.js").read_text(encoding="utf-8")


@cache
def _bundle() -> str:
    """The three modules as one script: imports and exports between them are dropped, nothing else is changed."""
    sources = [STATIC / "vendor" / "ed25519.js", STATIC / "seal.js", STATIC / "verify.js"]
    parts = []
    for path in sources:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^import \{[^}]*\} from \"\./[^\"]+\";$", "", text, flags=re.MULTILINE)
        text = re.sub(r"^export \{[^}]*\};$", "", text, flags=re.MULTILINE)
        parts.append(re.sub(r"^export (?=async function|function|const)", "", text, flags=re.MULTILINE))
    noble, seal, verify = parts
    wrapped = f"const {{ verifyAsync }} = (() => {{\n{noble}\nreturn {{ verifyAsync }};\n}})();\n"
    return (wrapped + seal + verify).replace("</script", "<\\/script")
