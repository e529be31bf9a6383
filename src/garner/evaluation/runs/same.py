"""Whether evaluations are of the same documents with the same gold, and which of their documents are."""

from __future__ import annotations

from collections.abc import Sequence

from garner.errors import InputError
from garner.evaluation.runs.run import Evaluation

__all__ = ["common_documents", "document_ids", "refuse_different"]

Named = tuple[str, Evaluation]


def refuse_different(evaluations: Sequence[Named]) -> tuple[str, ...]:
    """The ids of the documents, in order. Raises ``InputError`` saying what differs where the fingerprints do."""
    (first, model), *others = evaluations
    for name, each in others:
        if each.data.fingerprint != model.data.fingerprint:
            raise InputError(
                f"{first} and {name} are not of the same {model.data.name}: {_difference(model, each, (first, name))}.",
                "Evaluate both on the same texts and gold, or compare what they share with --common.",
            )
    return document_ids(model)


def common_documents(evaluations: Sequence[Named]) -> tuple[str, ...]:
    """The ids of the documents whose text and gold are the same in all, in the order of the first.

    Raises ``InputError`` where there is none, and where the fingerprints differ and one holds no texts, so that nobody can
    tell.
    """
    (_, model), *others = evaluations
    if all(each.data.fingerprint == model.data.fingerprint for _, each in others):
        return document_ids(model)
    for name, each in evaluations:
        if not each.cases:
            raise InputError(
                f"{name} keeps scores alone, so nobody can tell which documents of {each.data.name} are the same.",
                "Evaluate again without --scores-only.",
            )
    golds = [_gold(each) for _, each in others]
    kept = tuple(name for name, gold in _gold(model).items() if all(each.get(name) == gold for each in golds))
    if not kept:
        raise InputError(f"the runs share no document of {model.data.name}.", "Evaluate both on the same data.")
    return kept


def _difference(one: Evaluation, other: Evaluation, names: tuple[str, str]) -> str:
    """In words, the first thing in which they differ."""
    ids, others = set(document_ids(one)), set(document_ids(other))
    parts = [
        f"{len(left)} document{'' if len(left) == 1 else 's'} only in {name} ({_some(left)})"
        for left, name in ((ids - others, names[0]), (others - ids, names[1]))
        if left
    ]
    if one.cases and other.cases:
        gold, other_gold = _gold(one), _gold(other)
        changed = {name for name in ids & others if gold[name] != other_gold[name]}
        if changed:
            parts.append(f"text or gold of {len(changed)} differs ({_some(changed)})")
    return "; ".join(parts) or ("their order differs" if one.cases and other.cases else "texts, gold or order differ")


def _some(names: set[str]) -> str:
    return ", ".join(sorted(names)[:3]) + (", ..." if len(names) > 3 else "")


def document_ids(evaluation: Evaluation) -> tuple[str, ...]:
    """The ids of its documents, in order, with or without their texts."""
    if evaluation.cases or not evaluation.modes:
        return tuple(case.result.id for case in evaluation.cases)
    return tuple(document.document for document in evaluation.modes[0].tally.documents)


def _gold(evaluation: Evaluation) -> dict[str, object]:
    return {case.result.id: case.gold for case in evaluation.cases}
