"""What a value is, in words, for those who wrote the code that made it."""

from __future__ import annotations

__all__ = ["kind_of"]


def kind_of(value: object) -> str:
    """The type of a value with its article.

    >>> kind_of(3), kind_of(None)
    ('an int', 'a NoneType')
    """
    name = type(value).__name__
    return f"{'an' if name[0] in 'AEIOUaeiou' else 'a'} {name}"
