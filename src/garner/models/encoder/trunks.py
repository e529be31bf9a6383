"""The trunks of an encoder, each opened when the first text in its script comes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from garner.models.encoder.scripts import script_of
from garner.models.encoder.trunk import Trunk

__all__ = ["Trunks"]


class Trunks:
    """Trunks by the script they read (``WORDS``, ``CHARACTERS``); where there is only one, it reads all.

    ``openers`` make them. Safe in several threads.
    """

    def __init__(self, openers: Mapping[str, Callable[[], Trunk]]) -> None:
        self._openers = dict(openers)
        self._open: dict[str, Trunk] = {}
        self._lock = threading.Lock()

    def name_for(self, text: str) -> str:
        """The name of the trunk that reads a text."""
        if len(self._openers) == 1:
            return next(iter(self._openers))
        return script_of(text)

    def named(self, name: str) -> Trunk:
        with self._lock:
            if name not in self._open:
                self._open[name] = self._openers[name]()
            return self._open[name]

    def reading(self, text: str) -> Trunk:
        """The trunk that reads a text."""
        return self.named(self.name_for(text))
