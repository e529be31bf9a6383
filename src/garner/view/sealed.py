"""What makes a page one file that runs its own script, shows its own style and nothing else."""

from __future__ import annotations

import base64
import hashlib

__all__ = ["compact", "page_policy"]


def compact(source: str) -> str:
    """Style or script without indentation and lines of comment, an eighth of the page; no string of ours runs over a line."""
    lines = [line.strip() for line in source.splitlines()]
    return "".join(f"{line}\n" for line in lines if line and not line.startswith(("//", "/*")))


def page_policy(style: str, script: str) -> str:
    """A Content-Security-Policy under which only our own script and style run and nothing is fetched or sent."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
