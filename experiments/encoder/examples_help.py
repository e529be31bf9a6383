"""Whether example mentions of a label help: strict F1 with none, one, three and five a label, of entities or of triggers.

    python experiments/encoder/examples_help.py --data-dir DATA

Examples are drawn (seeds 0, 1, 2) from the mentions of other texts than those scored: of the corpus's train split, or of other
texts of the same split where it is the only one that is no test split. The difference to no example is that of the mean over
the seeds, with a paired bootstrap over texts. ``known`` is the share of the gold mentions that are themselves among the
examples: what could be won by looking them up. How much they count is
chosen by ``example_shares.py``. Writes ``examples_help.json`` and ``examples_help.md``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
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
    "geneva:dev": "geneva:train",
    "phee:dev": "phee:train",
}
"""What is scored, and where its examples come from. None is a test split. Nothing was trained on the corpora but for the last
two, which are those of events: their train splits were."""


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
    split = split_at(data, place)
    encoder = Encoder.load(model.folder)
    scored, pool = scored_and_pool(model, data, (place, source), most)
    tallies, known = {"0": [tally_with(encoder, model, split, split.schema, most)]}, {}
    for count in COUNTS:
        schemas = [described(split.schema, pool, count, seed) for seed in SEEDS]
        tallies[str(count)] = [tally_with(encoder, model, split, schema, most) for schema in schemas]
        known[str(count)] = sum(share_known(scored, schema) for schema in schemas) / len(schemas)
    draws = scoring_of(most).draws
    differences = {
        count: _difference(tallies["0"], tallies[count], draws) | {"known": known[count]} for count in tallies if count != "0"
    }
    return {
        "examples_from": source,
        "texts": len(scored),
        "differences": differences,
        "tallies": {count: [tally_to_record(each) for each in several] for count, several in tallies.items()},
    }


def scored_and_pool(
    model: Measured, data: Path, places: tuple[str, str], most: int
) -> tuple[Sequence[CorpusRecord], Mapping[str, Sequence[str]]]:
    """The texts of the first place that are scored, and the mentions of each label in the second from which to draw."""
    place, source = places
    split = split_at(data, place)
    scored = task_of(split, model.exposure, scoring_of(most, _modes(split.schema))).records
    return scored, mentions(split_at(data, source).records, scored)


@cache
def split_at(data: Path, place: str) -> CorpusSplit:
    """The split of that name, read once."""
    return split_of(data, place)


def mentions(records: Sequence[CorpusRecord], scored: Sequence[CorpusRecord]) -> dict[str, list[str]]:
    """The distinct mentions of each label, of texts that are not scored."""
    held = {fingerprint_text(record.text) for record in scored}
    found: dict[str, dict[str, None]] = {}
    for record in records:
        if fingerprint_text(record.text) not in held:
            for label, mention in _gold(record):
                found.setdefault(label, {})[mention] = None
    return {label: list(texts) for label, texts in found.items()}


def described(schema: Schema, pool: Mapping[str, Sequence[str]], count: int, seed: int) -> Schema:
    """The schema with so many examples a label, or all where there are fewer."""
    drawn = random.Random(seed)

    def examples(label: str) -> tuple[str, ...]:
        own = pool.get(label, ())
        return tuple(drawn.sample(own, min(count, len(own))))

    entities = tuple(replace(entity, examples=examples(entity.name)) for entity in schema.entities)
    events = tuple(replace(event, examples=examples(event.name)) for event in schema.events)
    return replace(schema, entities=entities, events=events)


def share_known(records: Sequence[CorpusRecord], schema: Schema) -> float:
    """The share in per cent of the gold mentions that are an example of their label."""
    shown = {(label.name, example) for label in (*schema.entities, *schema.events) for example in label.examples}
    gold = [each for record in records for each in _gold(record)]
    return 100.0 * sum(each in shown for each in gold) / max(1, len(gold))


def tally_with(encoder: Encoder, model: Measured, split: CorpusSplit, schema: Schema, most: int) -> Tally:
    """The counts where the texts of the split are asked this schema."""
    return tally_of(encoder, task_of(asking(split, schema), model.exposure, scoring_of(most, _modes(schema))))


def _gold(record: CorpusRecord) -> list[tuple[str, str]]:
    """Each entity and each trigger with its label."""
    triggers = [(event.type, event.trigger.text) for event in record.gold.events if event.trigger and event.trigger.text]
    return [*((entity.type, entity.text) for entity in record.gold.entities), *triggers]


def _modes(schema: Schema) -> tuple[str]:
    return ("trigger" if schema.events else "offset",)


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
