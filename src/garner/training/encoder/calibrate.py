"""Find out on dev sets what an encoder's probabilities mean, and write it to its card; no weight and no answer changes.

    python -m garner.training.encoder.calibrate wnut17:dev scier:dev --most 400 --report crossner/ai:dev --data-dir DATA --write

What is fitted on may not be held out; what ``--report`` names is only scored.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from garner.datasets import data_folder
from garner.datasets.held_out import training_split
from garner.models.encoder import Encoder, LabelText
from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.models.encoder.weights import check_files, packaged_weights
from garner.training.encoder.choosing import Judged, calibration_error, fit_calibration, judged, write_choice
from garner.training.encoder.measure import read_dev_set
from garner.training.encoder.recipe import check_choosing

__all__ = ["answers_of", "report"]

_LEAST = 0.05
"""Computed probability below which an answer is not looked at."""


def main() -> None:
    """Read the command line, score, fit and write."""
    parser = argparse.ArgumentParser(
        prog="python -m garner.training.encoder.calibrate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("places", nargs="+", metavar="CORPUS:SPLIT", help="dev sets to fit on")
    parser.add_argument("--report", nargs="*", default=[], metavar="CORPUS:SPLIT", help="dev sets to report the error on")
    parser.add_argument("--most", type=int, help="at most so many texts of each")
    parser.add_argument("--data-dir", type=Path, help="the folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--encoder", type=Path, default=packaged_weights(), help="default: the one inside the package")
    parser.add_argument("--write", action="store_true", help="write threshold and calibration to the encoder's model.json")
    arguments = parser.parse_args()
    for place in arguments.places:
        check_choosing(*training_split(place.removesuffix(":rest")))
    data, folder = data_folder(arguments.data_dir), arguments.encoder
    answers = {place: answers_of(folder, data, place, arguments.most) for place in arguments.places}
    others = {place: answers_of(folder, data, place, None) for place in arguments.report}
    card = check_files(folder)
    threshold = card.calibration.computed(card.threshold)
    found = report(answers, others, threshold)
    print(json.dumps(found, indent=1))  # noqa: T201 - the command's answer
    if arguments.write:
        write_choice(folder, threshold, fit_calibration([each for own in answers.values() for each in own]))


def answers_of(folder: Path, data: Path, place: str, most: int | None) -> list[Judged]:
    """What the encoder in the folder would answer on the dev set at the lowest threshold, with computed probabilities."""
    encoder, calibration = Encoder.load(folder), check_files(folder).calibration
    dev = read_dev_set(data, place, most, least_gold=2)
    found = encoder.score(dev.texts, [LabelText(label) for label in dev.labels], calibration.calibrated(_LEAST))
    computed = [[(x.start, x.end, x.label, calibration.computed(x.confidence)) for x in spans] for spans in found]
    return judged(computed, dev)


def report(
    answers: Mapping[str, Sequence[Judged]], others: Mapping[str, Sequence[Judged]], threshold: float
) -> dict[str, object]:
    """The line fitted on all ``answers`` and the expected calibration errors, before and after, of what is answered from the
    computed ``threshold`` on: of each dev set, of all together, of ``others``, and of each by a line fitted without it."""
    everything = [each for own in answers.values() for each in own]
    line = fit_calibration(everything)
    apart = {}
    for place, own in answers.items():
        rest = [each for other, its in answers.items() if other != place for each in its]
        apart[place] = _errors(own, fit_calibration(rest), threshold)
    return {
        "calibration": line._asdict(),
        "threshold": {"computed": threshold, "calibrated": line.calibrated(threshold)},
        "answers": sum(each.probability >= threshold for each in everything),
        "fitted on": {place: _errors(own, line, threshold) for place, own in answers.items()},
        "together": _errors(everything, line, threshold),
        "each by the others": apart,
        "reported": {place: _errors(own, line, threshold) for place, own in others.items()},
        "reported together": _errors([each for own in others.values() for each in own], line, threshold),
    }


def _errors(answers: Sequence[Judged], line: Calibration, threshold: float) -> tuple[float, float]:
    before, after = (calibration_error(answers, each, threshold) for each in (AS_COMPUTED, line))
    return round(before, 4), round(after, 4)


if __name__ == "__main__":
    main()
