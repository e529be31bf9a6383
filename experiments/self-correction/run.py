"""Self-correction measured: several frozen extractors, corrected in every way, on sets that the detectors never saw.

    python experiments/self-correction/run.py --data-dir DATA --crippled runs/crippled

asks each extractor once about each text (the answers stay in ``runs/self-correction/answers``), corrects the same answers in
every variant, keeps the counts of every set as they come (``runs/self-correction/measured``) and writes what they come to, as
``self-correction.json``, ``.md`` and ``.html``, to ``results/`` beside this file. What is kept is not done again unless the
answers, the detectors or the code changed; ``--fresh`` begins anew, ``--page`` only writes the pages again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from frozen import Frozen, answers_of, embedded, encoder_at, file_of, language_model, named_model, recorded
from measuring import Record, measured
from names import gazetteer
from page import write_page
from places import OWN, PAPER, Place, groups_of, read_place
from summary import summary_of
from tools import SHIPPED, correcting_print, detectors_exposures, open_tools
from variants import VARIANTS, Tools

from garner import Extractor, Schema, __version__
from garner.datasets import data_folder
from garner.datasets.exposure import Exposure
from garner.errors import InputError
from garner.evaluation.runs.making import machine_kind
from garner.models.protocols import ExtractionModel
from garner.values import Result

HERE = Path(__file__).parent
RESULTS = "self-correction.json"
BESIDE = ("overhead", "training")
"""Files beside the results whose figures the pages show, too."""


def main() -> None:
    arguments = _parser().parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    if not arguments.page:
        data = data_folder(arguments.data_dir)
        extractors = _extractors(arguments, data)
        if arguments.answers_only:
            _answer(arguments, data, extractors)
            return
        record = _measure(arguments, data, extractors)
        (arguments.out / RESULTS).write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    record = json.loads((arguments.out / RESULTS).read_text("utf-8"))
    for name in BESIDE:
        path = arguments.out / f"{name}.json"
        record[name] = json.loads(path.read_text("utf-8")) if path.is_file() else None
    write_page(record, arguments.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, help="folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--crippled", type=Path, help="folder of the encoder that learnt too little (crippled.toml)")
    parser.add_argument("--small", type=Path, help="folder of the small language model (language_model)")
    parser.add_argument("--model", action="append", default=[], metavar="NAME=MODEL", help="a language model as an extractor")
    parser.add_argument("--ask", action="append", default=[], metavar="NAME", help="ask that --model again, too; takes long")
    parser.add_argument(
        "--recorded", action="append", default=[], metavar="NAME=FOLDER", help="recorded answers as an extractor"
    )
    parser.add_argument("--learned", type=Path, help="folder of the learned detectors (default: those that ship)")
    parser.add_argument("--detectors", action="append", default=[], metavar="NAME=FOLDER", help="others, to compare with")
    parser.add_argument("--sets", nargs="*", default=[*PAPER, *OWN], help="corpus:split (default: all)")
    parser.add_argument("--only", nargs="*", help="ask and correct these extractors alone, by name")
    parser.add_argument("--limit", type=int, default=200, help="at most so many texts of each set, drawn with seed 0")
    parser.add_argument("--runs", type=Path, default=Path("runs/self-correction"), help="folder of answers and counts")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="folder of results and pages")
    parser.add_argument("--answers-only", action="store_true", help="ask the extractors, correct nothing")
    parser.add_argument("--fresh", action="store_true", help="correct and count again what is kept; answers stay")
    parser.add_argument("--page", action="store_true", help="write the pages from the results that are there")
    return parser


def _extractors(arguments: argparse.Namespace, data: Path) -> list[Frozen]:
    found = [embedded()]
    if arguments.crippled is not None:
        found.append(encoder_at("crippled", arguments.crippled, "an encoder that learnt for 250 steps"))
    found.append(gazetteer(data))
    if arguments.small is not None:
        found.append(language_model(arguments.small))
    found += [named_model(each) for each in arguments.model]
    found += [recorded(each) for each in arguments.recorded]
    names = [each.name for each in found]
    if len(set(names)) != len(names):
        raise InputError(f"two extractors have one name ({', '.join(names)}).", "Give each a name of its own.")
    if strange := sorted(set(arguments.only or ()) - set(names)):
        raise InputError(f"{', '.join(strange)}: no such extractor ({', '.join(names)}).", "Name some of them.")
    return found


def _answer(arguments: argparse.Namespace, data: Path, extractors: Sequence[Frozen]) -> None:
    """Ask every extractor about every text drawn, also those that a detector saw: they may be other detectors next time."""
    for name in arguments.sets:
        place = read_place(data, name, arguments.limit, {})
        for extractor in _chosen(arguments, extractors):
            began = time.perf_counter()
            answers = answers_of(extractor, place, arguments.runs / "answers")
            print(f"{extractor.name} {name}: {len(answers)} answers, {time.perf_counter() - began:.0f} s", flush=True)


def _chosen(arguments: argparse.Namespace, extractors: Sequence[Frozen]) -> list[Frozen]:
    """Those that ``--only`` names. What any of the others saw is left out all the same: no text depends on who is chosen."""
    return [each for each in extractors if arguments.only is None or each.name in arguments.only]


def _measure(arguments: argparse.Namespace, data: Path, extractors: Sequence[Frozen]) -> Record:
    others = dict(_named(each) for each in arguments.detectors)
    tools = open_tools(others, arguments.learned)
    exposures = {each.name: each.exposure for each in extractors if each.exposure is not None}
    exposures |= detectors_exposures(others, arguments.learned)
    code = correcting_print([*others.values(), *([] if arguments.learned is None else [arguments.learned])])
    chosen = _chosen(arguments, extractors)
    units: dict[str, dict[str, Record]] = {each.name: {} for each in chosen}
    places: dict[str, Record] = {}
    for name in arguments.sets:
        place = read_place(data, name, arguments.limit, exposures)
        places[name] = _about(place)
        for extractor in chosen:
            began = time.perf_counter()
            answers = answers_of(extractor, place, arguments.runs / "answers")
            scored = place.read_by(answers.values())
            if not scored.modes:
                print(f"{extractor.name} {name}: cannot answer what is asked", flush=True)
                continue
            unit = _kept(
                arguments.runs / "measured" / extractor.name / file_of(name),
                (scored, answers, tools, _asked(extractor, arguments)),
                code,
                arguments.fresh,
            )
            units[extractor.name][name] = unit
            print(f"{extractor.name} {name}: {len(answers)} texts, {time.perf_counter() - began:.0f} s", flush=True)
    head = {
        "garner": __version__,
        "machine": machine_kind(),
        "limit": arguments.limit,
        "seed": 0,
        "fingerprint": code,
        "detectors": {"name": tools.learned.name, "known_what_they_saw": SHIPPED in exposures},
        "variants": VARIANTS | {f"trained on {name}": "learned detectors of other errors" for name in others},
        "extractors": {each.name: _of(each, exposures) for each in chosen},
        "places": places,
    }
    return head | summary_of({name: sets for name, sets in units.items() if sets})


def _asked(extractor: Frozen, arguments: argparse.Namespace) -> ExtractionModel | None:
    """The model that is to be asked again, if so."""
    return Extractor(Schema.of(["any"]), extractor.model).model if extractor.name in arguments.ask else None


def _kept(
    path: Path, what: tuple[Place, Mapping[str, Result], Tools, ExtractionModel | None], code: str, fresh: bool
) -> Record:
    """The counts of one extractor on one set: those that are kept, if nothing changed since."""
    place, answers, tools, asked = what
    digest = hashlib.sha256(f"{code} {asked is not None}".encode())
    for record in place.records:
        if record.id in answers:
            digest.update(f"{record.id}\n{record.schema.fingerprint}\n{answers[record.id].to_json()}\n".encode())
    if path.is_file() and not fresh:
        known: Record = json.loads(path.read_text("utf-8"))
        if known["fingerprint"] == digest.hexdigest():
            return known
    unit = {"fingerprint": digest.hexdigest()} | measured(place, answers, tools, asked)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_text(json.dumps(unit, ensure_ascii=False), "utf-8")
    unfinished.replace(path)
    return unit


def _about(place: Place) -> Record:
    return {
        "language": place.language,
        "texts": len(place.records),
        "of": place.of,
        "mode": place.mode,
        "seen": dict(place.seen or {}),
        "held_out": "held out" in groups_of(place.name),
    }


def _of(extractor: Frozen, exposures: Mapping[str, Exposure]) -> Record:
    return {
        "kind": extractor.kind,
        "fingerprint": extractor.fingerprint,
        "known_what_it_saw": extractor.name in exposures,
        **extractor.about,
    }


def _named(text: str) -> tuple[str, Path]:
    name, _, folder = text.partition("=")
    if not name or not Path(folder).is_dir():
        raise InputError(f"{text!r} names no detectors.", "Write NAME=FOLDER.")
    return name, Path(folder)


if __name__ == "__main__":
    main()
