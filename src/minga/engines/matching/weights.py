"""How much each part of a score weighs, as the officer states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import reduce
from math import gcd

from minga.engines.matching.vocabulary import PARTS, MatchingError, Part

Number = int | float | Decimal
DECIMALS = 4
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Weights:
    """Non-negative weights of the five parts; only their proportions count.

    At most four decimals and at most 1,000,000 each, so that totals stay exact whole numbers. Raises MatchingError for
    a negative or odd weight, and when all five are zero.
    """

    skills: Number = 1
    languages: Number = 1
    experience: Number = 1
    availability: Number = 1
    motivation: Number = 1

    def __post_init__(self) -> None:
        for part in PARTS:
            self._refuse_odd(part)
        if not any(self.stated(part) for part in PARTS):
            raise MatchingError(
                "All five weights are zero, so every candidate would have the same total.",
                field="weights",
                remedy=f"Give at least one of {', '.join(PARTS)} a weight above zero.",
            )

    def _refuse_odd(self, part: Part) -> None:
        stated = self.stated(part)
        if not stated.is_finite() or stated < 0 or stated > LARGEST or stated != round(stated, DECIMALS):
            raise MatchingError(
                f"The weight {stated} is no number from 0 to {LARGEST:,} with at most {DECIMALS} decimals.",
                field=f"weights.{part}",
                remedy="State a plain number such as 3 or 0.5.",
            )

    @classmethod
    def of(cls, stated: Mapping[str, Number]) -> Weights:
        """Weights by the name of the part; a part that is not named weighs nothing. Raises MatchingError."""
        unknown = sorted(set(stated) - set(PARTS))
        if unknown:
            raise MatchingError(
                f"There is no part named {unknown[0]}.",
                field=f"weights.{unknown[0]}",
                remedy=f"The parts are {', '.join(PARTS)}.",
            )
        return cls(**{part.value: stated.get(part, 0) for part in PARTS})

    @classmethod
    def parse(cls, text: str) -> Weights:
        """Weights from `skills=3,languages=2`; a part that is not named weighs nothing. Raises MatchingError."""
        stated: dict[str, Number] = {}
        for piece in text.split(","):
            name, _, number = (side.strip() for side in piece.partition("="))
            try:
                stated[name] = Decimal(number)
            except InvalidOperation:
                raise MatchingError(
                    f"{piece.strip()!r} is no weight.", field="weights", remedy="Write it like skills=3,languages=2."
                ) from None
        return cls.of(stated)

    def stated(self, part: Part) -> Decimal:
        """The weight as it was stated."""
        return Decimal(str(getattr(self, part)))

    def proportions(self) -> tuple[int, ...]:
        """The weights as the smallest whole numbers in the same proportion, in the order of PARTS."""
        whole = [int(self.stated(part).scaleb(DECIMALS)) for part in PARTS]
        divisor = reduce(gcd, whole)
        return tuple(weight // divisor for weight in whole)
