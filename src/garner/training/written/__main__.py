"""Compares the written texts with everything that must not be trained on: python -m garner.training.written --data-dir DATA"""

from __future__ import annotations

import argparse
from pathlib import Path

from garner.datasets import data_folder
from garner.datasets.held_out import held_out_fingerprints, stands_in
from garner.training.written.reading import WRITTEN_LANGUAGES, written_records


def main() -> int:
    """Print every written text that stands, whole or by a sentence, among the held-out ones; 1 if there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, help="the folder of the corpora (default: the variable GARNER_DATA)")
    forbidden = held_out_fingerprints(data_folder(parser.parse_args().data_dir))
    met = 0
    for language in WRITTEN_LANGUAGES:
        records = written_records(language)
        shared = [record for record in records if stands_in(record.text, forbidden)]
        met += len(shared)
        print(f"{language}: {len(records)} texts, {len(shared)} among {len(forbidden)} held-out texts and sentences")  # noqa: T201
        for record in shared:
            print(f"  {record.id}: {record.text}")  # noqa: T201
    return int(met > 0)


if __name__ == "__main__":
    raise SystemExit(main())
