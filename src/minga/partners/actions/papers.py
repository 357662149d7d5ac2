"""The papers of a registration: statutes, accounts, whatever shows what an officer has to check."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minga.core.acting import action
from minga.core.documents.models import StoredFile
from minga.core.documents.storing import delete_stored, store_upload
from minga.core.errors import Refused
from minga.partners.models import Organisation
from minga.partners.queries import PAPER, papers_of

MOST_PAPERS = 20


@action("partners.add_paper", target="organisation")
def add_paper(*, actor: Any, organisation: Organisation, upload: Any) -> Organisation:
    """Add a document or a picture to the registration. It belongs to the organisation, whoever brought it.

    Raises UploadRefused for what is neither, Refused where there are enough.
    """
    if papers_of(organisation).count() >= MOST_PAPERS:
        raise Refused(
            _("There are %(most)s papers already.") % {"most": MOST_PAPERS},
            remedy=_("Remove one, or put several into one file."),
        )
    store_upload(owner=None, kind=PAPER, upload=upload, subject_ref=organisation.ref, actor=actor)
    return organisation


@action("partners.remove_paper", target="organisation")
def remove_paper(*, actor: Any, organisation: Organisation, paper: StoredFile) -> Organisation:
    """Take a paper away, while nobody reviews it."""
    delete_stored(paper, actor=actor)
    return organisation
