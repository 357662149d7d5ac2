"""`python -m minga.engines.matching`: the same as `minga match`."""

import sys

from minga.engines.matching.cli import command

sys.exit(command(sys.argv[1:]))
