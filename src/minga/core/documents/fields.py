"""A form field for a file of a kind: refuses beside the field what storing would refuse."""

from __future__ import annotations

from typing import Any

from django import forms

from minga.core.documents.kinds import ENDINGS, kinds
from minga.core.documents.sniffing import UploadRefused, check, refuse_size


class UploadField(forms.FileField):
    """`UploadField(kind="people.cv")`. The browser offers fitting files first; the check is by content."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        accepted = kinds[self.kind].content_types if self.kind in kinds else ()
        endings = [ENDINGS[one] for one in accepted]
        return {**super().widget_attrs(widget), "accept": ",".join([*accepted, *endings])}

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not data or not hasattr(data, "read"):
            return upload
        kind = kinds[self.kind]
        try:
            if data.size > kind.max_bytes:
                refuse_size(data.size, kind=kind)
            data.seek(0)
            check(data.read(), kind=kind)
        except UploadRefused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused
        finally:
            data.seek(0)
        return upload
