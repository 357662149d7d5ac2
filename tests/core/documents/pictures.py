"""Pictures to send."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image


def picture(*, size: tuple[int, int] = (200, 100), form: str = "JPEG", **saved: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0E5F63").save(out, format=form, **saved)
    return out.getvalue()
