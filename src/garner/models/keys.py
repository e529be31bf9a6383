"""The key of a model server: where it is found, and how it stays out of everything that is printed or stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from garner.errors import NotConfigured

__all__ = ["KEY_FILE_VARIABLE", "KEY_VARIABLES", "Key", "find_key", "is_local", "public_address"]

KEY_VARIABLES = ("GARNER_API_KEY", "OPENAI_API_KEY")
KEY_FILE_VARIABLE = "GARNER_API_KEY_FILE"

# A shorter "key" is a placeholder, and hiding it would blank out ordinary words of a message.
_SHORTEST_SECRET = 4


class Key:
    """A secret that does not show itself: only ``reveal`` gives it away."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def reveal(self) -> str:
        """The secret, for the one line that sends it."""
        return self._secret

    def hide_in(self, text: str) -> str:
        """The text without the secret, should a server have echoed it."""
        if len(self._secret) < _SHORTEST_SECRET:
            return text
        return text.replace(self._secret, "[key]")

    def __repr__(self) -> str:
        return "Key([hidden])"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a key is not written to files or sent to other processes")


def find_key(key_file: Path | None, environment: Mapping[str, str]) -> Key | None:
    """The key from the file given, else from ``GARNER_API_KEY``, ``OPENAI_API_KEY`` or the file ``GARNER_API_KEY_FILE`` names.

    ``None`` where there is none. Raises ``NotConfigured`` for a key file that cannot be read and for a key that no HTTP header
    can carry.
    """
    if key_file is not None:
        return _from_file(key_file)
    for variable in KEY_VARIABLES:
        if secret := environment.get(variable, "").strip():
            return _checked(secret, f"the variable {variable}")
    if path := environment.get(KEY_FILE_VARIABLE, "").strip():
        return _from_file(Path(path))
    return None


def is_local(base_url: str) -> bool:
    """Whether the server runs on this machine, where no key is needed."""
    host = urlsplit(base_url).hostname or ""
    return host in {"localhost", "::1", "0.0.0.0"} or host.startswith("127.") or host.endswith(".localhost")


def public_address(base_url: str) -> str:
    """The address without user, password and query, fit for messages."""
    parts = urlsplit(base_url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


def _from_file(path: Path) -> Key:
    try:
        lines = path.read_text(encoding="utf-8").split("\n", 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NotConfigured(
            f"the key file {path} cannot be read: {reason}.", "Name a file whose first line is the key."
        ) from None
    if not lines[0].strip():
        raise NotConfigured(f"the key file {path} has an empty first line.", "Put the key there.")
    return _checked(lines[0].strip(), f"the key file {path}")


def _checked(secret: str, place: str) -> Key:
    if not secret.isascii() or not secret.isprintable():
        raise NotConfigured(f"the key in {place} holds characters that no key has.", "Copy it again.")
    return Key(secret)
