"""Every error garner raises: one root, subclasses by what the caller can do about it."""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "AnswerRefused",
    "BudgetSpent",
    "Contaminated",
    "ContextTooLong",
    "GarnerError",
    "InputError",
    "MissingDependency",
    "ModelError",
    "ModelUnavailable",
    "NotConfigured",
    "OutputError",
    "RateLimited",
    "SchemaError",
]


class GarnerError(Exception):
    """Root of garner's errors.

    ``code`` is stable and fit for programs; ``message`` says what and where, ``hint`` what to do next; ``retryable`` tells
    whether the same call may succeed later without a change.
    """

    code: ClassVar[str] = "garner_error"
    retryable: ClassVar[bool] = False
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SchemaError(GarnerError):
    """The schema is wrong: mend the file at the place named."""

    code = "schema_error"
    exit_code = 3


class InputError(GarnerError):
    """A document or file cannot be read: mend or leave out that file."""

    code = "input_error"
    exit_code = 4


class OutputError(GarnerError):
    """A result cannot be written (disk full, no permission): free the place and run the same command again."""

    code = "output_error"
    exit_code = 5


class NotConfigured(GarnerError):
    """Something must be given first: a key, a known model name, a known option."""

    code = "not_configured"
    exit_code = 2


class MissingDependency(NotConfigured):
    """An optional package is not installed; the hint says which extra brings it."""

    code = "missing_dependency"


class ModelError(GarnerError):
    """The model or its server failed in a way that asking again will not mend."""

    code = "model_error"
    exit_code = 6


class ModelUnavailable(ModelError):
    """The server is busy, down or unreachable (429, 5xx, timeout, connection): asking again later may succeed.

    ``retry_after`` is the server's own wish in seconds, or ``None`` where it stated none.
    """

    code = "model_unavailable"
    retryable = True

    def __init__(self, message: str, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class RateLimited(ModelUnavailable):
    """The server asks for fewer calls (429): waiting mends it, however often it takes."""

    code = "rate_limited"


class ContextTooLong(ModelError):
    """The prompt does not fit the model: ask about a shorter passage or fewer labels."""

    code = "context_too_long"


class AnswerRefused(ModelError):
    """The server's content filter withheld the answer for this passage."""

    code = "answer_refused"


class BudgetSpent(GarnerError):
    """The run's budget of tokens or money is used up; what is finished is written, a larger budget goes on from there."""

    code = "budget_spent"
    exit_code = 7


class Contaminated(GarnerError):
    """The model was trained on texts it is to be evaluated on: score the others only, or all of them knowingly."""

    code = "contaminated"
    exit_code = 8
