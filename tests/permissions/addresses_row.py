"""One row of the tables of addresses: who gets in, on one's own things and on foreign ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.permissions.sides import ROLES

EVERYBODY = " ".join(ROLES)
SIGNED_IN = " ".join(ROLES[1:])


@dataclass(frozen=True)
class Row:
    """The roles that get in, in the order of ROLES; `kinds`: parameter -> kind of thing."""

    get: str = ""
    get_foreign: str = ""
    post: str = ""
    post_foreign: str = ""
    kinds: dict[str, str] = field(default_factory=dict)

    def of(self, side: str) -> Iterator[tuple[str, str]]:
        """(method, roles) of one side."""
        own = side == "own"
        yield "GET", self.get if own else self.get_foreign
        yield "POST", self.post if own else self.post_foreign
