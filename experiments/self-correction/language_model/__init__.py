"""A small language model that the experiments train themselves: it reads a text and a few labels, and writes ``lines``."""
