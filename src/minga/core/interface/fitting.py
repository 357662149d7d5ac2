"""What somebody typed of a long list fits several of its rows: they choose one of them instead of typing it again.

The field draws them beneath itself (`ui/fitting.html`) as radio buttons of its own name: of two values of one name the
later one counts, and they stand later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError


class SeveralFit(ValidationError):
    """A refusal that offers the rows that fit, each by the words that mean it alone when they are sent."""

    def __init__(self, message: Any, *, fitting: Iterable[Any], **params: Any) -> None:
        super().__init__(message, code="several_fit", params={**params, "fitting": [str(words) for words in fitting]})
