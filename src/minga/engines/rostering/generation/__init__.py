"""Instances as an event really has them, made from its competition schedule."""

from minga.engines.rostering.generation.making import Recipe, generate

__all__ = ["Recipe", "generate"]
