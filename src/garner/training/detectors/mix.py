"""What a corpus of defects is made of, counted: what a model card and an experiment need to know of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from garner.training.detectors.defects import GOLD
from garner.training.detectors.instance import SYNTHETIC, Instance
from garner.values import ClaimKind

__all__ = ["Mix", "mix_of", "mix_page"]

_SIDES = ("source", "kind", "task", "language", "corpus")


@dataclass(frozen=True, slots=True)
class Mix:
    """Instances with one defect or none by source, kind, task, language and corpus; ``whole`` answers by source, those that are
    right beside all. ``shares`` are those of real, synthetic and correct instances."""

    instances: int
    texts: int
    shares: Mapping[str, float]
    counts: Mapping[str, Mapping[str, int]]
    kinds_by_task: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    whole: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def mix_of(instances: Iterable[Instance], languages: Mapping[str, str]) -> Mix:
    """Count them. ``languages``: by the name of a corpus and split."""
    counts: dict[str, Counter[str]] = {side: Counter() for side in _SIDES}
    by_task: dict[str, Counter[str]] = {}
    sorts: Counter[str] = Counter()
    whole: dict[str, tuple[int, int]] = {}
    texts = set()
    for each in instances:
        texts.add(each.text)
        if each.whole:
            right, every = whole.get(each.source, (0, 0))
            whole[each.source] = right + each.right, every + 1
            continue
        kind, task = "correct" if each.kind is None else str(each.kind), _task(each)
        sorts["correct" if each.kind is None else "synthetic" if each.source == SYNTHETIC else "real"] += 1
        values = (each.source, kind, task, languages.get(each.corpus, "") or "unknown", each.corpus)
        for side, value in zip(_SIDES, values, strict=True):
            counts[side][value] += 1
        by_task.setdefault(task, Counter())[kind] += 1
    total = sum(sorts.values())
    return Mix(
        total,
        len(texts),
        {sort: round(sorts[sort] / max(1, total), 4) for sort in ("real", "synthetic", "correct")},
        {side: dict(counted.most_common()) for side, counted in counts.items()},
        {task: dict(sorted(kinds.items())) for task, kinds in sorted(by_task.items())},
        dict(sorted(whole.items())),
    )


def _task(instance: Instance) -> str:
    claim = None if instance.defect is None else instance.defect.drop or instance.defect.add
    return GOLD if claim is None else _TASKS[claim.kind]


_TASKS = {
    ClaimKind.LABEL: "labels",
    ClaimKind.ENTITY: "entities",
    ClaimKind.RELATION: "relations",
    ClaimKind.EVENT: "events",
    ClaimKind.ARGUMENT: "arguments",
    ClaimKind.FACT: "facts",
    ClaimKind.CELL: "cells",
}


def mix_page(mixes: Mapping[str, Mix]) -> str:
    """The mixes by name (train, dev) as Markdown tables."""
    parts = []
    for name, mix in mixes.items():
        shares = ", ".join(f"{sort} {share:.1%}" for sort, share in mix.shares.items())
        parts.append(f"## {name}\n\n{mix.instances:,} instances of {mix.texts:,} texts: {shares}.\n")
        kinds = sorted({kind for own in mix.kinds_by_task.values() for kind in own})
        rows = [(task, *(f"{own.get(kind, 0):,}" for kind in kinds)) for task, own in mix.kinds_by_task.items()]
        parts.append(_table(("task", *kinds), rows))
        parts += [
            _table((side, "instances"), [(each, f"{count:,}") for each, count in mix.counts[side].items()])
            for side in ("source", "language", "corpus")
        ]
        answers = [(source, f"{every:,}", f"{right:,}") for source, (right, every) in mix.whole.items()]
        parts.append(_table(("whole answers of", "all", "right"), answers))
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, ["---"] * len(head), *rows])
