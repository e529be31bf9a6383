"""The extractors whose answers are corrected, and their answers: asked for once, kept in result files, then read from there."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path

from places import Place

from garner import Extractor
from garner.datasets.exposure import Exposure, exposure_at
from garner.errors import InputError
from garner.evaluation.runs.deciding import ANSWERING, fingerprint_of
from garner.files import ResultWriter, TornLine, read_results
from garner.models.encoder import Encoder
from garner.models.encoder.weights import CARD, packaged_weights
from garner.models.registry import Model, open_model
from garner.values import Result

__all__ = ["Frozen", "answers_of", "embedded", "encoder_at", "language_model", "named_model", "print_of", "recorded"]

_OWN_MODEL = Path(__file__).with_name("language_model")


@dataclass(frozen=True)
class Frozen:
    """An extractor that stays as it is. ``kind`` says in words what it is, ``fingerprint`` changes with whatever decides its
    answers; ``open`` is ``None`` where there is no model but ``recorded`` answers in a folder, a file a set.

    ``exposure`` is what it saw in training, ``None`` where nobody recorded that.
    """

    name: str
    kind: str
    fingerprint: str
    exposure: Exposure | None = None
    open: Callable[[], Model] | None = None
    recorded: Path | None = None
    about: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def model(self) -> Model:
        if self.open is None:
            raise InputError(f"{self.name} has no model, only answers.", "Give answers to every set, or leave sets out.")
        return self.open()


def embedded() -> Frozen:
    """The encoder in the package."""
    return encoder_at("embedded", packaged_weights(), "the encoder in the package")


def encoder_at(name: str, folder: Path, kind: str) -> Frozen:
    """An encoder in a folder. Raises ``InputError`` where there is none."""
    if not (folder / CARD).is_file():
        raise InputError(f"{folder} holds no encoder.", "Make one: see experiments/self-correction/README.md.")
    card = json.loads((folder / CARD).read_text("utf-8"))
    about = {"model": card["name"]}
    return Frozen(name, kind, print_of(folder), exposure_at(folder), lambda: Encoder.load(folder), about=about)


def language_model(folder: Path) -> Frozen:
    """The small language model in a folder (see ``language_model``). Raises ``InputError`` where there is none."""
    if not folder.is_dir():
        raise InputError(f"{folder} holds no language model.", "Train one: see experiments/self-correction/README.md.")

    def opened() -> Model:
        from language_model.model import LanguageModel

        return LanguageModel.load(folder)

    card = folder / "language_model.json"
    about = {"stretches": json.loads(card.read_text("utf-8")).get("stretches", [])} if card.is_file() else {}
    return Frozen("small", "a small language model", print_of(folder, _OWN_MODEL), exposure_at(folder), opened, about=about)


def named_model(text: str) -> Frozen:
    """The extractor that ``NAME=MODEL`` stands for, MODEL being a name as on the command line (``openai:...``,
    ``replay:FILE``)."""
    name, _, spec = text.partition("=")
    if not name or not spec:
        raise InputError(f"{text!r} names no model.", "Write NAME=MODEL, such as small=replay:calls.jsonl.")
    _, _, rest = spec.partition(":")
    content = Path(rest).read_bytes() if Path(rest).is_file() else b""
    fingerprint = hashlib.sha256(spec.encode() + content + print_of().encode()).hexdigest()[:16]
    return Frozen(name, f"the language model {spec.partition(':')[0]}", fingerprint, None, lambda: open_model(spec))


def recorded(text: str) -> Frozen:
    """The extractor that ``NAME=FOLDER`` stands for: a folder of result files, named as ``file_of`` names sets."""
    name, _, folder = text.partition("=")
    if not name or not Path(folder).is_dir():
        raise InputError(f"{text!r} names no folder of answers.", "Write NAME=FOLDER.")
    return Frozen(name, "recorded answers", fingerprint_of([Path(folder)]), recorded=Path(folder))


def print_of(*places: Path) -> str:
    """The fingerprint of an extractor that these files and the package's code make."""
    return fingerprint_of(places, ANSWERING)


def file_of(place: str) -> str:
    """The name of the file of answers to a set: ``scir_weibo_test.jsonl``."""
    return f"{place.replace('/', '_').replace(':', '_')}.jsonl"


def answers_of(frozen: Frozen, place: Place, kept: Path) -> dict[str, Result]:
    """The extractor's answer to each text of the set, by the text's id; asked for where ``kept`` does not hold it yet.

    Of recorded answers those that are there: a text without one is not corrected. Raises ``InputError`` for an answer about
    another text than the set's.
    """
    texts = {record.id: record.text for record in place.records}
    path = (frozen.recorded or kept / f"{frozen.name}-{frozen.fingerprint}") / file_of(place.name)
    held = _held(path)
    for result in held.values():
        if result.id in texts and texts[result.id] != result.text:
            raise InputError(f"{path}: the answer to {result.id} is about another text.", "Record the answers again.")
    if frozen.recorded is None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with ResultWriter(path, append=True) as writer:
            for result in _asked(frozen, place, set(held)):
                writer.write(result)
                held[result.id] = result
    return {identifier: held[identifier] for identifier in texts if identifier in held}


def _held(path: Path) -> dict[str, Result]:
    """The answers in a file; a last line that was cut off is taken away."""
    held: dict[str, Result] = {}
    try:
        for result in read_results(path) if path.is_file() else ():
            held[result.id] = result
    except TornLine as torn:
        os.truncate(path, torn.offset)
    return held


def _asked(frozen: Frozen, place: Place, known: set[str]) -> Iterator[Result]:
    """The answers to the texts that are not known; those with one question are asked together."""
    left = [record for record in place.records if record.id not in known]
    prints = {id(record.schema): record.schema.fingerprint for record in left}
    left.sort(key=lambda record: prints[id(record.schema)])
    for _, group in groupby(left, key=lambda record: prints[id(record.schema)]):
        records = list(group)
        yield from Extractor(records[0].schema, frozen.model).extract_many([record.document for record in records])
