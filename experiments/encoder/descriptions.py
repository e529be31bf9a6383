"""How much of a label's vector should be that of its description: F1 on held-in dev sets, with descriptions written by hand.

    python experiments/encoder/descriptions.py --data-dir DATA --out FILE

The first 300 texts of each set, every label described in a few words; share 0 is the name alone, 1 name and description.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from garner.datasets import data_folder
from garner.models.encoder import Encoder, LabelText
from garner.models.encoder.weights import packaged_weights, read_weights
from garner.training.encoder.measure import counts_at, read_dev_set, total

PLACES = ("wikigold:rest", "uner_ewt:dev", "wnut17:dev", "gum:rest")
SHARES = (0.0, 0.2, 0.3, 0.5, 1.0)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--most", type=int, default=300)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    weights = read_weights(packaged_weights(), None)
    results: dict[str, dict[str, float]] = {}
    for place in PLACES:
        dev = read_dev_set(data_folder(arguments.data_dir), place, arguments.most, least_gold=2)
        labels = [LabelText(name, DESCRIPTIONS[name]) for name in dev.labels]
        results[place] = {}
        for share in SHARES:
            encoder = Encoder(replace(weights, card=replace(weights.card, description_share=share)))
            found = encoder.score(dev.texts, labels, 0.05, nested=True)
            predictions = [[(each.start, each.end, each.label, each.confidence) for each in spans] for spans in found]
            results[place][str(share)] = round(total(counts_at(predictions, dev, encoder.threshold)).f1, 2)
        print(place, json.dumps(results[place]), flush=True)
    means = {str(share): round(sum(each[str(share)] for each in results.values()) / len(results), 2) for share in SHARES}
    print(json.dumps(means))
    summary = {"encoder": f"encoder:{weights.card.name}", "threshold": weights.card.threshold, "f1": results, "mean_f1": means}
    arguments.out.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
