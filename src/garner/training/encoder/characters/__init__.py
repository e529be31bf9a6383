"""What a public tagger knows of Chinese and Japanese characters, as fixed features for the character trunk."""

from garner.training.encoder.characters.features import CharacterFeatures
from garner.training.encoder.characters.graph import Frozen, build_features_graph, freeze, lac_nodes
from garner.training.encoder.characters.lac import FEATURES, Tagger, read_tagger
from garner.training.encoder.characters.vocabulary import PADDING, UNKNOWN, kept_characters

__all__ = [
    "FEATURES",
    "PADDING",
    "UNKNOWN",
    "CharacterFeatures",
    "Frozen",
    "Tagger",
    "build_features_graph",
    "freeze",
    "kept_characters",
    "lac_nodes",
    "read_tagger",
]
