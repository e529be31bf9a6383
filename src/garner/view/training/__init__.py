"""The page of a training: how it went, what it changed, how to use and repeat it."""

from garner.view.training.page import render_training, write_training

__all__ = ["render_training", "write_training"]
