"""How much text the encoder should read at once: F1 on held-in dev sets, eight sentences a document, by the size of passages.

python experiments/encoder/passages.py --data-dir DATA
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from measuring import Kept, arguments_of, model_of
from views import split_of

from garner import Extractor
from garner.datasets import CorpusRecord, data_folder
from garner.models.encoder import Encoder
from garner.pipeline import Reach

PLACES = ("wikigold:rest", "wnut17:dev", "scier:dev", "uner_gsdsimp:dev", "ud_gsd_ne:dev")
SIZES = (32, 64, 96, 128, 254)
SENTENCES = 8
MOST = 240

Gold = set[tuple[int, int, str]]


def main(argv: Sequence[str] | None = None) -> None:
    arguments = arguments_of(__doc__, "passages.json").parse_args(argv)
    data, model = data_folder(arguments.data_dir), model_of(arguments)
    kept = Kept(arguments.out / "passages.json", model, fresh=arguments.fresh)
    encoder = Encoder.load(model.folder)
    most = arguments.limit or MOST
    for place in PLACES:
        if kept.results.get(place, {}).get("most") != most:
            records = split_of(data, place).records[:most]
            scores = {str(size): f1(encoder, records, size) for size in SIZES}
            kept.put(place, {"most": most, "sentences_a_document": SENTENCES, "f1_by_tokens": scores})
            print(place, json.dumps(scores), flush=True)


def documents(records: Sequence[CorpusRecord]) -> Iterator[tuple[str, Gold]]:
    """Eight texts after one another, a line each, with their gold spans."""
    for first in range(0, len(records), SENTENCES):
        text, gold = "", Gold()
        for record in records[first : first + SENTENCES]:
            for entity in record.gold.entities:
                if entity.start is not None and entity.end is not None:
                    gold.add((entity.start + len(text), entity.end + len(text), entity.type))
            text += record.text + "\n"
        yield text, gold


def f1(encoder: Encoder, records: Sequence[CorpusRecord], size: int) -> float:
    """Strict span-level micro-F1 with passages of that many tokens."""
    extractor = Extractor(records[0].schema, encoder.replaced(passage_tokens=size), Reach(overlap_tokens=0))
    texts, golds = zip(*documents(records), strict=True)
    right = answered = wanted = 0
    for result, gold in zip(extractor.extract_many(texts), golds, strict=True):
        found = {(entity.start, entity.end, entity.type) for entity in result.entities}
        right, answered, wanted = right + len(found & gold), answered + len(found), wanted + len(gold)
    return round(200 * right / max(1, answered + wanted), 2)


if __name__ == "__main__":
    main()
