"""The pseudo-language writes days as English does."""

from minga.config.formats.en.formats import *  # noqa: F403
