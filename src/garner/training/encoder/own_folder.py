"""The folder that training on one's own texts fills: what may be in it before, and what is after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from garner.datasets.exposure import EXPOSURE_FILE, Exposure, exposure_at, exposure_to, joined_exposure, write_exposure
from garner.errors import OutputError
from garner.models.encoder.eight_bit_sums import EIGHT_BIT_FILES
from garner.models.encoder.weights import CARD, FILES, Card
from garner.training.encoder.card import CardText
from garner.training.encoder.lesson import Lesson
from garner.training.encoder.opening import Opened

__all__ = ["PAGE", "forget_checkpoint", "make_room", "write_tuned"]

PAGE = "training.html"
_CHECKPOINT = "checkpoint.pt"
_LOG = "log.jsonl"
_OURS = (*FILES, *EIGHT_BIT_FILES, CARD, EXPOSURE_FILE, "seen.bin", _LOG, PAGE, _CHECKPOINT, f"{_CHECKPOINT}.part")


def make_room(folder: Path, base: Path, *, overwrite: bool = False) -> None:
    """Make the folder, and see that nothing is in it but perhaps a training that was cut off.

    With ``overwrite`` the files of an earlier training are removed, others never. Raises ``OutputError``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.resolve() == base.resolve():
            raise OutputError(f"{folder} holds the model to start from.", "Name another folder.")
        present = {path.name for path in folder.iterdir()}
        if strange := sorted(present.difference(_OURS)):
            raise OutputError(f"{folder} holds something else: {', '.join(strange[:3])}.", "Name a folder of its own.")
        if CARD in present and _CHECKPOINT not in present and not overwrite:
            raise OutputError(f"{folder} holds a model already.", "Name another folder, or give --overwrite.")
        if overwrite or _CHECKPOINT not in present:
            for name in present:
                (folder / name).unlink()
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}.", "Name another folder.") from None


def write_tuned(opened: Opened, base: Card, lesson: Lesson, places: tuple[Path, Path], name: str) -> None:
    """Write the networks as an encoder to the second of ``places``, with what they saw after the encoder in the first did."""
    from garner.training.encoder.export import export

    start, folder = places
    languages = dict.fromkeys((*base.languages, *((lesson.language,) if lesson.language != "unknown" else ())))
    thresholds = {task: base.line(task).computed(base.threshold(task)) for task in base.thresholds}
    card = CardText(
        *(name, thresholds, base.text_tokens, base.passage_tokens, base.labels, tuple(languages)),
        *(base.example_share, base.example_sighting),
    )
    write_exposure(_seen(exposure_at(start), base.name, lesson, name), folder)
    export(opened, start / "tokenizer.json", folder, card)


def forget_checkpoint(folder: Path) -> None:
    """Take away what only a training that goes on needs."""
    (folder / _CHECKPOINT).unlink(missing_ok=True)


def _seen(before: Exposure | None, base: str, lesson: Lesson, name: str) -> Exposure:
    """What the base saw, and the texts of the lesson."""
    measured = f"not trained on, but decided when to stop and from which probability on to answer: {len(lesson.dev.records)}"
    notes = (f"{measured} documents of {lesson.dev.name}", f"trained on from {base}")
    own = exposure_to(name, (lesson.seen,), (text.text for text in lesson.texts), notes)
    joined = joined_exposure({base: before, name: own})
    # One of short texts alone has no fingerprints, and so is empty.
    return replace(own if joined is None else joined, component=name)
