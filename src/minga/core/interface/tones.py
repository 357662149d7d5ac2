"""Which tone a state has, where its machine does not say so. The word always stands beside it."""

from __future__ import annotations

from typing import Any

GOOD, WARN, BAD, PLAIN = "good", "warn", "bad", "plain"
TONES = (GOOD, WARN, BAD, PLAIN)

_BY_TONE = {
    GOOD: "active accepted approved cleared closed completed current filled offered passed published "
    "ready_for_sourcing selected serving sourcing valid verified",
    WARN: "due expiring late pending preparing requested required reserve returned review submitted suspended "
    "waived with_host",
    BAD: "cancelled declined disputed dropped expired failed invalid no_show not_selected refused rejected revoked "
    "terminated withdrawn",
}
_TONE_OF = {state: tone for tone, states in _BY_TONE.items() for state in states.split()}


def tone_of(machine: Any, state: str) -> str:
    """The machine's own `tones` mapping decides; else the usual tone of a state of that name; else plain."""
    own: str | None = getattr(machine, "tones", {}).get(state)
    return own or _TONE_OF.get(str(state), PLAIN)
