"""What a wire format is: how an answer is written for a model and read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from garner.errors import GarnerError
from garner.schema import Schema
from garner.values import Draft, Problem

__all__ = ["Format", "NotExpressible", "ReadAnswer"]


class NotExpressible(GarnerError):
    """A draft holds something the format has no way to write: leave that out or choose another format."""

    code = "not_expressible"


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What could be read of a reply.

    ``problems`` lists every repair and every loss (codes: ``garner.formats.problems``). ``complete`` is false when anything
    the model said, or would have gone on to say, is missing from the draft.
    """

    draft: Draft
    problems: tuple[Problem, ...] = ()
    complete: bool = True


class Format(Protocol):
    """A wire format; ``read(write(draft, schema), schema).draft == draft`` for every draft in the order of the schema."""

    name: str

    def write(self, draft: Draft, schema: Schema) -> str:
        """The draft as the model should have written it. Raises ``NotExpressible`` rather than write something that would be
        read back otherwise."""
        ...

    def read(self, reply: str, schema: Schema, cut: bool = False) -> ReadAnswer:
        """Whatever can be read of a reply; never raises because of what the reply says.

        ``cut`` tells that the reply ended at its longest: the record it was in is then left out, where the format does not show
        by itself whether it was whole.
        """
        ...
