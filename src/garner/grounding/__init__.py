"""From a string to its place in the text: exact, normalised, near or absent. Pure: no model, no network, no clock."""

from garner.grounding.index import TextIndex, ground
from garner.grounding.view import normalise

__all__ = ["TextIndex", "ground", "normalise"]
