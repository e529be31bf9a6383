"""The whole work, from a ``recipe`` or one's own gold to detectors: the corpus of defects is built, the heads are fitted to
it, and both are written down in one folder, which ``--refine-with learned:FOLDER`` opens.

The same order goes on where it was stopped.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from garner.datasets import data_folder
from garner.datasets.exposure import write_exposure
from garner.datasets.own.opening import open_dataset
from garner.errors import InputError, OutputError
from garner.models.encoder import Encoder
from garner.models.settings import ModelSettings
from garner.pipeline.calls import CallPolicy
from garner.schema import Schema
from garner.training.detectors.build import DEV, TRAIN, Built, Plan, Standing, build, exposure_of, put
from garner.training.detectors.extractors import ExtractorName, Extractors, extractor_name
from garner.training.detectors.gazetteer import NameBook
from garner.training.detectors.instance import read_instances
from garner.training.detectors.planning import name_book, own_plan, plan_of
from garner.training.detectors.recipe import Recipe
from garner.training.encoder.held_out import kept_fingerprints
from garner.training.encoder.lesson import names_corpus

__all__ = ["Listener", "Order", "OwnGold", "Taught", "teach"]

LEDGER = "calls.ledger"
_SECONDS = "seconds.json"
_OURS = (
    *("corpus.json", "parts", "train.jsonl.gz", "dev.jsonl.gz", "mix.json", "mix.md", "seen.json", "seen.bin", "held_out.bin"),
    *("detectors.json", "detectors.npz", LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm", _SECONDS),
)


@dataclass(frozen=True, slots=True)
class OwnGold:
    """A user's own gold: file or folder, what shall be asked of it (``None``: all that it has), and the share kept for dev."""

    data: str
    schema: Schema | None = None
    data_format: str | None = None
    dev_share: float = 0.2


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: by the recipe from public corpora in ``data`` (``None``: as the environment says), or from one's
    ``own`` gold, in ``folder``. ``teacher`` is a further extractor, a stronger one, whose errors are taught too; ``settings``
    and ``calls`` are for those that are language models. ``encoder`` is the folder of the encoder that the detectors see
    through, whose errors are taught wherever the recipe says ``encoder`` (``None``: the one inside the package). ``heads``:
    fit them, not only build the corpus."""

    recipe: Recipe
    folder: Path
    data: Path | None = None
    own: OwnGold | None = None
    teacher: str | None = None
    settings: ModelSettings = field(default_factory=ModelSettings)
    calls: CallPolicy = field(default_factory=CallPolicy)
    encoder: Path | None = None
    heads: bool = True
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears how it goes: a line of text, and each step of building the corpus."""

    note: Callable[[str], None] = lambda _: None
    step: Callable[[Standing], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of it: the corpus, the card of the heads (``None``: none were fitted), and the seconds of both, those of runs
    that were stopped included."""

    built: Built
    card: Mapping[str, object] | None
    seconds: Mapping[str, float]


def teach(order: Order, listener: Listener | None = None) -> Taught:
    """Do it. Raises ``InputError`` for corpora that nothing may be trained on, ``MissingDependency``, ``NotConfigured`` for an
    extractor that cannot be opened, and ``OutputError``."""
    listener = listener or Listener()
    if order.heads:
        from garner.training.encoder.opening import check_packages

        check_packages()
    order = replace(order, recipe=replace(order.recipe, extractors=_whose_errors(order)))
    _make_room(order.folder, overwrite=order.overwrite)
    clock = _Clock(order.folder)
    with clock.measuring("corpus"):
        plan, names = _planned(order, listener)
        with Extractors(order.settings, order.calls, order.folder / LEDGER, names) as extractors_:
            built = build(order.recipe, plan, extractors_, order.folder, listener.step)
    if not order.heads:
        return Taught(built, None, clock.seconds)
    with clock.measuring("heads"):
        card = _fit(order, built, listener)
    write_exposure(exposure_of(str(card["name"]), plan, _notes(order)), order.folder)
    return Taught(built, card, clock.seconds)


def _whose_errors(order: Order) -> tuple[ExtractorName, ...]:
    names = list(order.recipe.extractors)
    if order.encoder is not None:
        own = f"encoder:{order.encoder}"
        names = [name._replace(model=own) if name.model == "encoder" else name for name in names]
    if order.teacher is not None:
        names.append(extractor_name(order.teacher))
    return tuple(dict.fromkeys(names))


def _planned(order: Order, listener: Listener) -> tuple[Plan, Callable[[], NameBook]]:
    if order.own is not None:
        own = order.own
        if names_corpus(own.data) and not Path(own.data).exists():
            raise InputError(f"{own.data} is a public corpus, not gold of your own.", "Name it under [train] in a recipe.")
        [split] = open_dataset(Path(own.data), None, None, own.schema, own.data_format)
        return own_plan(order.recipe, split, own.dev_share), lambda: NameBook({})
    data = data_folder(order.data)
    listener.note("Finding what is held out ...")
    forbidden = kept_fingerprints(data, order.folder)
    plan = plan_of(order.recipe, data, forbidden, listener.note)
    return plan, partial(name_book, order.recipe, data, forbidden, listener.note)


def _fit(order: Order, built: Built, listener: Listener) -> Mapping[str, object]:
    from garner.training.detectors.head import HeadSettings, train_head

    options = {key: tuple(value) if isinstance(value, list) else value for key, value in order.recipe.head.items()}
    try:
        settings = HeadSettings(**{"seed": order.recipe.seed, **options})  # type: ignore[arg-type]  # a wrong one is told
    except TypeError as error:
        raise InputError(f"the recipe's head cannot be fitted so: {error}.", "See garner.training.detectors.head.") from None
    instances, set_aside = (list(read_instances(built.files[side])) for side in (TRAIN, DEV))
    listener.note(f"Fitting the heads to {len(instances):,} instances, {len(set_aside):,} set aside ...")
    return train_head(instances, set_aside, Encoder.load(order.encoder), order.folder, settings, listener.note)


def _notes(order: Order) -> tuple[str, ...]:
    names = ", ".join(str(each) for each in order.recipe.extractors)
    return (f"the errors are those of {names}",)


def _make_room(folder: Path, *, overwrite: bool) -> None:
    """Make the folder, and see that nothing is in it but what this writes. Raises ``OutputError``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        present = {path.name for path in folder.iterdir()}
        # What a run that was killed had not finished writing is its own too.
        if strange := sorted(name for name in present if name.removesuffix(".part") not in _OURS):
            raise OutputError(f"{folder} holds something else: {', '.join(strange[:3])}.", "Name a folder of its own.")
        for name in present - {"held_out.bin"} if overwrite else ():
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}.", "Name another folder.") from None


class _Clock:
    """Seconds by what was done, kept in the folder over runs."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _SECONDS
        self.seconds: dict[str, float] = {}
        self._doing, self._began = "", 0.0
        if self._path.is_file():
            try:
                self.seconds = {str(name): float(value) for name, value in json.loads(self._path.read_text("utf-8")).items()}
            except (ValueError, AttributeError, TypeError) as error:
                raise InputError(f"{self._path} is damaged: {error}.", "Take it away, or give --overwrite.") from None

    def measuring(self, doing: str) -> _Clock:
        self._doing = doing
        return self

    def __enter__(self) -> None:
        self._began = time.monotonic()

    def __exit__(self, *stopped: object) -> None:
        spent = self.seconds.get(self._doing, 0.0) + time.monotonic() - self._began
        self.seconds[self._doing] = round(spent, 1)
        put(self._path, json.dumps(self.seconds) + "\n")
