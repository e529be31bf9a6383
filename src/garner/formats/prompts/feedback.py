"""What a model is told about the answer it gave: which of it is suspect, kind by kind, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from garner.formats.problems import show
from garner.formats.prompts.languages import language_of
from garner.formats.prompts.rendering import PromptStyle
from garner.formats.prompts.templates import fill, sections
from garner.values import Claim, ClaimKind, Defect, DefectKind

__all__ = ["render_feedback"]

_LONGEST_REASON = 200
# The reasons that say what no item does: why a reply could not be read, which type was expected.
_EXPLAINED = frozenset({DefectKind.MALFORMED, DefectKind.MISMATCH})


def render_feedback(defects: Sequence[Defect], passage: str, prompt: PromptStyle, *, partly: bool = False) -> str:
    """The turn that follows an answer with these defects and asks for all of it again. ``partly``: the answer stands before
    this turn with some of its items only."""
    language = language_of(passage) if prompt.language == "auto" else prompt.language
    words = sections(language, "feedback", prompt.version)
    lines = []
    for kind in DefectKind:
        items = dict.fromkeys(_item(defect, words) for defect in defects if defect.kind is kind)
        if items:
            lines.append("- " + fill(words[kind.replace("_", " ")], items="; ".join(items)))
    text = fill(words["feedback"], suspects="\n".join(lines))
    return f"{words['feedback partly']}\n{text}" if partly else text


def _item(defect: Defect, words: Mapping[str, str]) -> str:
    reason = " ".join(defect.reason.split())[:_LONGEST_REASON]
    wrong, right = (None if claim is None else _words_of(claim) for claim in (defect.drop, defect.add))
    if wrong is None and right is None:
        return reason
    said = wrong or right or ""
    if wrong is not None and right is not None:
        said = fill(words["instead"], wrong=wrong, right=right)
    return f"{said} ({reason})" if reason and defect.kind in _EXPLAINED else said


def _words_of(claim: Claim) -> str:
    quoted = [show(" ".join(mention.text.split())) for mention in claim.mentions]
    match claim.kind:
        case ClaimKind.LABEL:
            return f"{claim.name}: {show(claim.detail)}"
        case ClaimKind.ARGUMENT:
            event = f"{claim.name} {quoted[1]}" if len(quoted) > 1 else claim.name
            return f"{event}, {claim.detail}: {quoted[0]}"
        case ClaimKind.FACT:
            return " | ".join(quoted)
        case ClaimKind.CELL:
            return f"{claim.name}: {quoted[0]}"
        case _:
            return f"{claim.name}: {' → '.join(quoted)}" if quoted else claim.name
