"""What rooms above show on the public page of an organisation, and hear of its registration; they sign in at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from minga.core.registries import Registry
from minga.partners.models import Organisation


@dataclass(frozen=True)
class Part:
    """A part of the page: the template that draws it, what it draws, and the stylesheet (a static path) it needs."""

    template: str
    content: Mapping[str, Any] = field(default_factory=dict)
    stylesheet: str = ""


# (organisation, reader) -> its part, or None where there is nothing to show; each says how many queries it costs.
organisation_parts: Registry[Callable[[Organisation, Any], Part | None]] = Registry("parts of an organisation's page")

# organisation -> what rooms above keep of it is brought up to date, in the transaction in which its registration was
# suspended or reinstated.
standing_changed: Registry[Callable[[Organisation], Any]] = Registry("who hears that a registration rests or stands")
