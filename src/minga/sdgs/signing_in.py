"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from minga.core.reference import Load, reference
from minga.sdgs.loading import GOALS, INDICATORS, TARGETS, load_sdgs

reference.sign_in("sdgs", Load(files=(GOALS, TARGETS, INDICATORS), load=load_sdgs))
