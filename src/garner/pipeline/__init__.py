"""The road of a text, and the run over many: start with ``extractor``."""
