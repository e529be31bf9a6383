"""A tally as arrays, so that a thousand resamples are a few matrix products."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from garner.evaluation.tallies import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Matrix"]

_DENSE_CELLS = 40_000_000  # numbers in a dense table (320 MB); a wider tally stays sparse, which is slower


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """The counts of a tally that are not zero: ``values[i]`` stands in row ``rows[i]`` (document) and column ``columns[i]``.

    Columns are the four counts of the first label, then of the second, and so on; ``labels`` are sorted.
    """

    documents: int
    labels: tuple[str, ...]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, tally: Tally) -> Matrix:
        """The arrays of a tally."""
        import numpy as np

        labels = tally.labels
        number = {label: place for place, label in enumerate(labels)}
        cells = [cell for document in tally.documents for cell in document.labels]
        values = np.fromiter(chain.from_iterable(counts for _, counts in cells), np.float64, 4 * len(cells))
        places = np.fromiter((number[label] for label, _ in cells), np.int64, len(cells))
        columns = (4 * places[:, None] + np.arange(4)).ravel()
        rows = np.repeat(np.arange(len(tally.documents)), [4 * len(document.labels) for document in tally.documents])
        used = values != 0
        return cls(len(tally.documents), labels, rows[used], columns[used], values[used])

    def dense(self) -> NDArray[np.float64] | None:
        """The counts as one table (documents, four columns a label); ``None`` where it would be too large to hold."""
        import numpy as np

        width = 4 * len(self.labels)
        if self.documents * width > _DENSE_CELLS:
            return None
        table = np.zeros((self.documents, width))
        table[self.rows, self.columns] = self.values
        return table

    def resampled(self, weights: NDArray[np.float64], dense: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """The summed counts of each resample, shape (resamples, labels, 4), for weights of shape (resamples, documents)."""
        import numpy as np

        width = 4 * len(self.labels)
        if dense is not None:
            sums = weights @ dense
        else:
            drawn = (np.bincount(self.columns, self.values * row[self.rows], minlength=width) for row in weights)
            sums = np.stack(list(drawn)) if len(weights) else np.empty((0, width))
        return sums.reshape(len(weights), len(self.labels), 4)
