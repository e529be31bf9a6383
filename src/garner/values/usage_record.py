"""What an answer cost as a plain record, and back."""

from __future__ import annotations

from garner.values.record_fields import Fields
from garner.values.usage import Usage

__all__ = ["usage_from_record", "usage_to_record"]


def usage_to_record(usage: Usage) -> dict[str, object]:
    """``usage_from_record`` is its inverse."""
    return {
        "calls": usage.calls,
        "cached_calls": usage.cached_calls,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "seconds": usage.seconds,
        "cost": usage.cost,
    }


def usage_from_record(fields: Fields) -> Usage:
    """Raises ``InputError`` naming the key at fault."""
    return Usage(
        fields.whole("calls"),
        fields.whole("cached_calls"),
        fields.whole("input_tokens"),
        fields.whole("output_tokens"),
        fields.number("seconds"),
        fields.optional_number("cost"),
    )
