"""What a Chinese and Japanese encoder can learn names from without annotated text: lists of names by type, and a teacher."""

from garner.training.encoder.lexicon.listed import listed_names
from garner.training.encoder.lexicon.names import NameLists, name_lists
from garner.training.encoder.lexicon.swap import swap_names

__all__ = ["NameLists", "listed_names", "name_lists", "swap_names"]
