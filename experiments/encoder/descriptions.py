"""What descriptions of labels change: F1 on held-in dev sets by names alone, and with descriptions written by hand.

python experiments/encoder/descriptions.py --data-dir DATA
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from measuring import Kept, arguments_of, model_of, scoring_of, tally_of
from views import asking, split_of

from garner.datasets import data_folder
from garner.evaluation.paired import paired_bootstrap
from garner.evaluation.runs.task import task_of
from garner.models.encoder import Encoder

PLACES = ("wikigold:rest", "uner_ewt:dev", "wnut17:dev", "gum:rest")
MOST = 300
DESCRIPTIONS = {
    "abstract concept": "An idea or concept",
    "animal": "An animal",
    "corporation": "A business, by its name",
    "creative work": "A book, film, song or other work, by its title",
    "event": "A named event such as a war or a fair",
    "group": "A music group, sports team or other group of people",
    "location": "A city, state, country or other place",
    "miscellaneous": "Any other name",
    "organization": "A company, agency, institution or party",
    "person": "A human being, by name",
    "physical object": "A thing one can touch",
    "place": "Where something is or happens",
    "plant": "A plant",
    "product": "Something made for sale, by its name",
    "quantity": "A number or amount",
    "substance": "A material",
    "time": "A date or time of day",
}


def main(argv: Sequence[str] | None = None) -> None:
    arguments = arguments_of(__doc__, "descriptions.json").parse_args(argv)
    data, model = data_folder(arguments.data_dir), model_of(arguments)
    kept = Kept(arguments.out / "descriptions.json", model, fresh=arguments.fresh)
    encoder = Encoder.load(model.folder)
    most = arguments.limit or MOST
    for place in PLACES:
        if kept.results.get(place, {}).get("most") == most:
            continue
        scoring = scoring_of(most, ("offset",))
        split = split_of(data, place)
        tallies = []
        for described in (False, True):
            texts = {entity.name: DESCRIPTIONS[entity.name] if described else "" for entity in split.schema.entities}
            entities = tuple(replace(entity, description=texts[entity.name]) for entity in split.schema.entities)
            asked = asking(split, replace(split.schema, entities=entities))
            tallies.append(tally_of(encoder, task_of(asked, model.exposure, scoring)))
        f1 = paired_bootstrap(tallies[:1], tallies[1:], scoring.draws)[0]
        figures = {"names": f1.first, "described": f1.second, "interval": [f1.interval.low, f1.interval.high], "p": f1.p}
        kept.put(place, {"most": most, **figures})
        print(place, json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
