"""Posts, candidates and longlists as files: formats `minga-match-post/1` and `minga-match-longlist/1`."""

from minga.engines.matching.files.fields import FileProblem, UnusableFile
from minga.engines.matching.files.longlists import longlist_document
from minga.engines.matching.files.people import read_candidates
from minga.engines.matching.files.wanted import read_post

__all__ = ["FileProblem", "UnusableFile", "longlist_document", "read_candidates", "read_post"]
