"""A password that is not close to the person's names or email."""

from __future__ import annotations

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.utils.translation import gettext as _


class UnlikeThePerson(UserAttributeSimilarityValidator):
    """Django's comparison on the attributes that an account here has, with a sentence of ours."""

    def __init__(self, max_similarity: float = 0.7) -> None:
        super().__init__(user_attributes=("name", "local_name", "email"), max_similarity=max_similarity)

    def get_error_message(self) -> str:
        """The sentence beside the field."""
        return _("This password is close to your name or email and easy to guess. Choose another.")
