"""The step of the curriculum vitae: one file, which is put in the place of the one the page showed and of no other."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from minga.core.acting import lock
from minga.core.documents.sniffing import UploadRefused
from minga.core.interface import comparing
from minga.people.actions import profile as acts
from minga.people.forms.profile import CvForm
from minga.people.models import Account, Profile
from minga.people.views.framing import begun, my_profile, step_page


def show(request: HttpRequest, profile: Profile) -> HttpResponse:
    """The file with a form beneath it. Answers 409 where another page has put another file there since, 422 to a file
    that is refused.
    """
    form = CvForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and ("remove" in request.POST or form.is_valid()):
        try:
            if _save(request, profile, form):
                return redirect("people:step", "cv") if "remove" in request.POST else redirect("people:profile")
        except UploadRefused as error:
            form.add_error("upload", str(error))
        else:
            form = CvForm()
            messages.warning(request, _changed(my_profile(request)))
            status = 409
    status = 422 if form.errors else status
    profile = my_profile(request) if status == 409 else profile
    removing = {"held": profile.cv.ref, "remove": "1"} if profile.cv else {}
    context = step_page(profile, "cv", form=form, removing=removing)
    return render(request, "people/steps/cv.html", context, status=status)


def _save(request: HttpRequest, profile: Profile, form: CvForm) -> bool:
    """Whether it was saved: not where the file is another than the page showed."""
    actor = cast(Account, request.user)
    with begun(profile) as kept:
        now = lock(kept)
        if not comparing.is_held(request.POST, now.cv.ref if now.cv else ""):
            return False
        if "remove" in request.POST:
            acts.remove_cv(actor=actor, profile=now)
            messages.success(request, _("The file is deleted."))
        else:
            acts.attach_cv(actor=actor, profile=now, upload=form.cleaned_data["upload"])
            messages.success(request, _("Saved."))
    return True


def _changed(profile: Profile) -> str:
    if profile.cv is None:
        return _("Nothing was saved: the file was deleted on another page after you opened this one.")
    day = formats.date_format(timezone.localdate(profile.cv.created_at))
    return _(
        "Nothing was saved: another page has handed in %(name)s on %(day)s. Choose again what should stand here."
    ) % {"name": profile.cv.name, "day": day}
