"""How much a label's example mentions should count: ``example_share`` and ``example_sighting`` of an encoder's card.

    python experiments/encoder/example_shares.py --data-dir DATA [--model encoder:PATH]

First the share that examples have of a label's vector, with a gain for what is written like one of them; then that gain. Each
is the one with the highest mean F1 over dev sets of corpora that were trained on (never of held-out ones), with one, three and
five examples a label drawn from their train splits. Writes ``example_shares.json`` and ``example_shares.md``, and with
``--write`` what it chose to the encoder's card.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from examples_help import described, scored_and_pool, split_at, tally_with
from measuring import Kept, Measured, Record, arguments_of, figure, model_of, table

from garner.datasets import data_folder
from garner.evaluation.draws import Draws
from garner.evaluation.record import tally_from_record, tally_to_record
from garner.evaluation.runs.mean import mean_difference
from garner.models.encoder import Encoder
from garner.models.encoder.weights import CARD

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4)
SIGHTINGS = (0.0, 1.0, 2.0, 3.0)
FIRST_SIGHTING = 2.0
DRAWN = ((1, 0), (3, 1), (5, 2))
"""How many examples a label, and the seed they are drawn with."""
MOST = 50
_WITH_DEV = ("uner_ewt", "wnut17", "cyner", "stackoverflow", "mtl_bio/bionlp13cg", "uner_gsdsimp", "cmedqaner", "ud_gsd_ne")
_TRIGGERS = ("geneva", "phee")
SETS = {
    **{f"{corpus}:dev": f"{corpus}:train" for corpus in (*_WITH_DEV, *_TRIGGERS)},
    "gum:rest": "gum:train",
    "wikigold:rest": "wikigold:all",
}
"""What is scored, and where its examples come from."""

Setting = tuple[float, float]


def main(argv: Sequence[str] | None = None) -> None:
    parser = arguments_of(__doc__, "example_shares.json and example_shares.md")
    parser.add_argument("--write", action="store_true", help="write what was chosen to the encoder's card")
    arguments = parser.parse_args(argv)
    data, model = data_folder(arguments.data_dir), model_of(arguments)
    kept = Kept(arguments.out / "example_shares.json", model, fresh=arguments.fresh)
    most = arguments.limit or MOST
    share = best(measured(kept, model, data, [(share, FIRST_SIGHTING) for share in SHARES], most))[0]
    chosen = best(measured(kept, model, data, [(share, sighting) for sighting in SIGHTINGS], most))
    print(f"chosen: {_name(chosen)}")
    (arguments.out / "example_shares.md").write_text(page(kept.results, chosen), encoding="utf-8")
    if arguments.write:
        write_to_card(model.folder, chosen)


def write_to_card(folder: Path, chosen: Setting) -> None:
    """Put the share and the gain into ``model.json``; no other file is touched."""
    path = folder / CARD
    table = json.loads(path.read_text("utf-8")) | {"example_share": chosen[0], "example_sighting": chosen[1]}
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def measured(
    kept: Kept, model: Measured, data: Path, settings: Sequence[Setting], most: int
) -> dict[Setting, list[tuple[Record, Record]]]:
    """For each setting the counts of every set without examples and with so many, from what is kept as far as it is there."""
    encoder = Encoder.load(model.folder)
    for place, source in SETS.items():
        known = kept.results.get(place, {})
        if known.get("most") != most:
            known = {"most": most, "without": _without(encoder, model, data, place, most), "with": {}}
        missing = [setting for setting in settings if _name(setting) not in known["with"]]
        if missing:
            known["with"] |= _with(encoder, model, data, (place, source), (missing, most))
            kept.put(place, known)
            print(place, f"{len(missing)} settings", flush=True)
    return {
        setting: [(kept.results[place]["without"], kept.results[place]["with"][_name(setting)]) for place in SETS]
        for setting in settings
    }


def _without(encoder: Encoder, model: Measured, data: Path, place: str, most: int) -> Record:
    split = split_at(data, place)
    return tally_to_record(tally_with(encoder, model, split, split.schema, most))


def _with(
    encoder: Encoder, model: Measured, data: Path, places: tuple[str, str], asked: tuple[Sequence[Setting], int]
) -> dict[str, list[Record]]:
    settings, most = asked
    split = split_at(data, places[0])
    _, pool = scored_and_pool(model, data, places, most)
    schemas = [described(split.schema, pool, count, seed) for count, seed in DRAWN]
    found = {}
    for share, sighting in settings:
        other = encoder.replaced(example_share=share, example_sighting=sighting)
        found[_name((share, sighting))] = [tally_to_record(tally_with(other, model, split, schema, most)) for schema in schemas]
    return found


def _name(setting: Setting) -> str:
    return f"share {setting[0]:g}, sighting {setting[1]:g}"


def gain(pairs: Sequence[tuple[Record, Sequence[Record]]], draws: Draws) -> tuple[float, tuple[float, float]]:
    """What examples change in mean F1 over the sets, and its interval."""
    found = mean_difference([([tally_from_record(none)], list(map(tally_from_record, some))) for none, some in pairs], draws)
    return found.difference, (found.interval.low, found.interval.high)


def best(found: Mapping[Setting, Sequence[tuple[Record, Sequence[Record]]]]) -> Setting:
    """The setting whose mean is highest; of equal ones the one that changes least."""
    return min(found, key=lambda setting: (-gain(found[setting], Draws(2))[0], setting))


def page(results: Mapping[str, Record], chosen: Setting) -> str:
    """The results as Markdown."""
    names = list(dict.fromkeys(name for result in results.values() for name in result["with"]))
    rows = []
    for name in names:
        pairs = [(result["without"], result["with"][name]) for result in results.values() if name in result["with"]]
        value, interval = gain(pairs, Draws())
        rows.append((name, ("+" if value > 0 else "") + figure(value, interval), "chosen" if name == _name(chosen) else ""))
    return "# How much example mentions count\n\n" + (
        f"Mean strict micro-F1 over {len(results)} dev sets ({', '.join(results)}): what one, three and five examples a label\n"
        "change (one draw each).\n\n" + table(("setting", "difference to no example (95 %)", ""), rows)
    )


if __name__ == "__main__":
    main()
