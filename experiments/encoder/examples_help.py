"""Whether example mentions in a label's text help: strict F1 with none, one, three and five a label.

    python experiments/encoder/examples_help.py --data-dir DATA

Examples are drawn (seeds 0, 1, 2) from the mentions of other texts than those scored: of the corpus's train split, or of other
texts of the same split where it is the only one that is no test split. The difference to no example is that of the mean over
the seeds, with a paired bootstrap over texts. ``known`` is the share of the gold mentions that are themselves among the
examples: what could be won by looking them up. Writes ``examples_help.json`` and ``examples_help.md``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from measuring import Kept, Measured, Record, arguments_of, figure, model_of, scoring_of, table, tally_of
from targets import CROSSNER
from views import asking, split_of

from garner.datasets import CorpusRecord, CorpusSplit, data_folder, fingerprint_text
from garner.evaluation.draws import Draws
from garner.evaluation.paired import paired_bootstrap
from garner.evaluation.record import tally_from_record, tally_to_record
from garner.evaluation.runs.mean import mean_difference
from garner.evaluation.runs.task import task_of
from garner.evaluation.tallies import Tally
from garner.models.encoder import Encoder
from garner.schema import Schema

COUNTS = (1, 3, 5)
SEEDS = (0, 1, 2)
MOST = 200
SETS = {
    **{f"{corpus}:dev": f"{corpus}:train" for corpus in CROSSNER},
    "mit_restaurant:train": "mit_restaurant:train",
    "weibo:dev": "weibo:train",
}
"""What is scored, and where its examples come from. None is a test split."""


def main(argv: Sequence[str] | None = None) -> None:
    arguments = arguments_of(__doc__, "examples_help.json and examples_help.md").parse_args(argv)
    data, model = data_folder(arguments.data_dir), model_of(arguments)
    kept = Kept(arguments.out / "examples_help.json", model, fresh=arguments.fresh)
    most = arguments.limit or MOST
    for place, source in SETS.items():
        if kept.results.get(place, {}).get("most") != most:
            kept.put(place, {"most": most, **with_examples(model, data, place, source, most)})
            print(place, json.dumps(kept.results[place]["differences"]), flush=True)
            (arguments.out / "examples_help.md").write_text(page(kept.results), encoding="utf-8")


def with_examples(model: Measured, data: Path, place: str, source: str, most: int) -> Record:
    """F1 without examples and with so many, and the differences, JSON-ready."""
    scoring = scoring_of(most, ("offset",))
    split = split_of(data, place)
    encoder = Encoder.load(model.folder)
    scored = task_of(split, model.exposure, scoring).records
    pool = mentions(split_of(data, source).records, scored)
    tallies, known = {"0": [_tally(encoder, model, split, split.schema, most)]}, {}
    for count in COUNTS:
        schemas = [described(split.schema, pool, count, seed) for seed in SEEDS]
        tallies[str(count)] = [_tally(encoder, model, split, schema, most) for schema in schemas]
        known[str(count)] = sum(share_known(scored, schema) for schema in schemas) / len(schemas)
    draws = scoring.draws
    differences = {
        count: _difference(tallies["0"], tallies[count], draws) | {"known": known[count]} for count in tallies if count != "0"
    }
    return {
        "examples_from": source,
        "texts": len(scored),
        "differences": differences,
        "tallies": {count: [tally_to_record(each) for each in several] for count, several in tallies.items()},
    }


def mentions(records: Sequence[CorpusRecord], scored: Sequence[CorpusRecord]) -> dict[str, list[str]]:
    """The distinct mentions of each label, of texts that are not scored."""
    held = {fingerprint_text(record.text) for record in scored}
    found: dict[str, dict[str, None]] = {}
    for record in records:
        if fingerprint_text(record.text) not in held:
            for entity in record.gold.entities:
                found.setdefault(entity.type, {})[entity.text] = None
    return {label: list(texts) for label, texts in found.items()}


def described(schema: Schema, pool: Mapping[str, Sequence[str]], count: int, seed: int) -> Schema:
    """The schema with so many examples a label, or all where there are fewer."""
    drawn = random.Random(seed)
    entities = []
    for entity in schema.entities:
        own = pool.get(entity.name, ())
        entities.append(replace(entity, examples=tuple(drawn.sample(own, min(count, len(own))))))
    return replace(schema, entities=tuple(entities))


def share_known(records: Sequence[CorpusRecord], schema: Schema) -> float:
    """The share in per cent of the gold mentions that are an example of their label."""
    shown = {(entity.name, example) for entity in schema.entities for example in entity.examples}
    gold = [(entity.type, entity.text) for record in records for entity in record.gold.entities]
    return 100.0 * sum(each in shown for each in gold) / max(1, len(gold))


def _tally(encoder: Encoder, model: Measured, split: CorpusSplit, schema: Schema, most: int) -> Tally:
    scoring = scoring_of(most, ("offset",))
    return tally_of(encoder, task_of(asking(split, schema), model.exposure, scoring))


def _difference(first: Sequence[Tally], second: Sequence[Tally], draws: Draws) -> Record:
    f1 = paired_bootstrap(first, second, draws)[0]
    return {
        "without": f1.first,
        "with": f1.second,
        "difference": f1.difference,
        "interval": [f1.interval.low, f1.interval.high],
        "p": f1.p,
    }


def page(results: Mapping[str, Record]) -> str:
    """The results as Markdown, with the mean over the sets at the end."""
    head = ("set", "texts", "none", *(f"{count}: difference to none (95 %)" for count in COUNTS), "gold among 5 examples")
    rows = []
    for place, result in results.items():
        found = result["differences"]
        cells = [_signed(found[str(count)]["difference"], found[str(count)]["interval"]) for count in COUNTS]
        known = f"{found[str(COUNTS[-1])]['known']:.1f} %"
        rows.append((place, f"{result['texts']:,}", f"{found['1']['without']:.1f}", *cells, known))
    if len(results) > 1:
        rows.append(_mean_row(list(results.values())))
    return "# Example mentions in a label's text\n\n" + (
        "Strict micro-F1 without an example, and what one, three and five examples a label change (mean of three draws).\n\n"
        + table(head, rows)
    )


def _mean_row(results: Sequence[Record]) -> tuple[str, ...]:
    tallies = [{count: list(map(tally_from_record, each)) for count, each in result["tallies"].items()} for result in results]
    differences = [mean_difference([(each["0"], each[str(count)]) for each in tallies], Draws()) for count in COUNTS]
    cells = [_signed(each.difference, (each.interval.low, each.interval.high)) for each in differences]
    texts = sum(result["texts"] for result in results)
    return "mean", f"{texts:,}", f"{differences[0].first:.1f}", *cells, ""


def _signed(value: float, interval: Sequence[float]) -> str:
    return ("+" if value > 0 else "") + figure(value, interval)


if __name__ == "__main__":
    main()
