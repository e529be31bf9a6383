"""One door to evaluation data: a public corpus by its name, or the user's own file or folder."""

from garner.datasets.own.opening import open_dataset

__all__ = ["open_dataset"]
