"""From ``--refine-with NAMES`` to a refinement: the detectors that come with garner and those that plug-in packages bring."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import NamedTuple, NoReturn

from garner.errors import GarnerError, NotConfigured
from garner.models.protocols import ExtractionModel, SpanScorer, TextGenerator
from garner.refinement.kinds import kind_of
from garner.refinement.protocols import Detector, Operator, Pruner, Refinement, check_way

__all__ = ["DEFAULT_ROUNDS", "ENTRY_POINTS", "Engine", "Part", "generator_from", "parts_of", "refinement_of"]

ENTRY_POINTS = "garner.detectors"

Engine = TextGenerator | SpanScorer | ExtractionModel
"""What answers under an extractor: detectors may share it."""

DEFAULT_ROUNDS = 2
_WHOLE = {"default": ("rules", "learned"), "prompted": ("rules", "prompted")}
"""Names that stand for more than one detector."""
_BARE = ("default", "rules")
"""Names that take nothing after a colon."""
_BUILT_IN = ("default", "rules", "learned", "prompted")


class Part(NamedTuple):
    """One detector by name, and what stood behind the colon: a file, a model."""

    name: str
    rest: str = ""


class _Made(NamedTuple):
    detector: Detector
    pruner: Pruner | None = None


class _Means(NamedTuple):
    """What detectors are made of."""

    engine: Engine | None
    open_generator: Callable[[str], TextGenerator]


def parts_of(names: str) -> tuple[Part, ...]:
    """The detectors that names such as ``rules+learned`` stand for, each once.

    A plus sign behind a colon belongs to the file or model there unless a known name follows. Raises ``NotConfigured`` for a
    name that nobody knows, listing those that there are.

    >>> [part.name for part in parts_of("default")]
    ['rules', 'learned']
    """
    known = _known()
    pieces: list[str] = []
    for piece in names.split("+"):
        if pieces and ":" in pieces[-1] and piece.partition(":")[0].strip() not in known:
            pieces[-1] += f"+{piece}"
        else:
            pieces.append(piece)
    parts: dict[Part, None] = {}
    for piece in pieces:
        name, colon, rest = piece.strip().partition(":")
        if name not in known:
            _refuse(name, names, known)
        if colon and (not rest or name in _BARE):
            lack = "takes nothing behind a colon" if rest else "has nothing behind its colon"
            raise NotConfigured(f"{piece.strip()!r}: {name} {lack}.", f"Write {name}.")
        for each in _WHOLE.get(name, (name,)):
            parts[Part(each, rest if each == name else "")] = None
    return tuple(parts)


def refinement_of(
    names: str,
    model: Engine | None = None,
    rounds: int = DEFAULT_ROUNDS,
    operator: Operator | str = Operator.EDIT,
    open_generator: Callable[[str], TextGenerator] | None = None,
) -> Refinement:
    """The refinement that names joined with ``+`` stand for.

    | name | what it is |
    |---|---|
    | ``default`` | ``rules+learned`` |
    | ``rules`` | what can be told without a model |
    | ``learned``, ``learned:FOLDER`` | those that ship, or that ``garner train detectors`` wrote there; also judge |
    | ``prompted``, ``prompted:MODEL`` | ``rules``, and the extractor's language model (or that one) asked; also judges |
    | another | a plug-in of the entry point group ``garner.detectors`` |

    ``model`` is what answers under the extractor: an encoder that the learned detectors were trained beside lends them its
    memory (beside any other model they see with the encoder that ships), a language model answers the prompted ones;
    ``open_generator`` opens the MODEL that is named. Who judges whether an answer is best left alone (the pruner) is the first
    named that can; beside ``rules`` it is not asked about answers that break one. Raises ``NotConfigured`` for unknown names,
    for a number of rounds below 0, an unknown operator, and where a detector lacks something.
    """
    check_way(rounds, operator)  # before anything is opened
    means = _Means(model, open_generator or _open_generator)
    made = [_made(part, means) for part in parts_of(names)]
    pruner = next((each.pruner for each in made if each.pruner is not None), None)
    if pruner is not None and any(each.detector.name == "rules" for each in made):
        from garner.refinement.rules import RuledPruner

        pruner = RuledPruner(pruner)
    return Refinement(tuple(each.detector for each in made), pruner, Operator(operator), rounds)


def _made(part: Part, means: _Means) -> _Made:
    if part.name == "rules":
        from garner.refinement.rules import RulesDetector

        return _Made(RulesDetector())
    if part.name == "learned":
        return _learned(part.rest, means.engine)
    if part.name == "prompted":
        return _prompted(part.rest, means)
    return _plugged_in(part, means.engine)


def _learned(rest: str, engine: Engine | None) -> _Made:
    from garner.models.encoder import Encoder
    from garner.refinement.learned import LearnedDetector
    from garner.refinement.learned.card import encoder_fingerprint, open_detectors, packaged_detectors

    folder = Path(rest) if rest else packaged_detectors()
    card, _ = open_detectors(folder)
    shared = engine if isinstance(engine, Encoder) and encoder_fingerprint(engine) == card.encoder else None
    detector = LearnedDetector.load(folder, shared)
    return _Made(detector, detector)


def _prompted(rest: str, means: _Means) -> _Made:
    from garner.refinement.prompted import PromptedDetector, PromptedPruner

    if rest:
        generator = means.open_generator(rest)
    elif isinstance(means.engine, TextGenerator):
        generator = means.engine
    else:
        what = "there is none" if means.engine is None else f"the model is {means.engine.name}"
        raise NotConfigured(f"Prompted detectors need a language model, and {what}.", "Name one: prompted:openai:NAME.")
    return _Made(PromptedDetector(generator), PromptedPruner(generator))


def _plugged_in(part: Part, engine: Engine | None) -> _Made:
    entry: EntryPoint = next(each for each in entry_points(group=ENTRY_POINTS) if each.name == part.name)
    called = f"The plug-in {entry.name} ({entry.value})"
    try:
        detector = entry.load()(part.rest, engine)
    except GarnerError:
        raise
    except (Exception, SystemExit) as error:  # foreign code may fail in any way, and its name is what helps
        hint = f"Mend the package that brings it, or name other detectors than {entry.name}."
        raise NotConfigured(f"{called} failed: {type(error).__name__}: {error}.", hint) from error
    if not isinstance(detector, Detector):
        hint = "A detector has a name and a method detect; docs/refinement.md shows one."
        raise NotConfigured(f"{called} made {kind_of(detector)}, which is no detector.", hint)
    return _Made(detector, detector if isinstance(detector, Pruner) else None)


def _open_generator(spec: str) -> TextGenerator:
    from garner.models.registry import open_model

    return generator_from(open_model(spec), spec)


def generator_from(model: object, spec: str) -> TextGenerator:
    """The model as what prompted detectors ask. Raises ``NotConfigured`` for one that writes no text."""
    if not isinstance(model, TextGenerator):
        raise NotConfigured(f"prompted:{spec} names a model that writes no text.", "Name a language model: openai:NAME.")
    return model


def _known() -> tuple[str, ...]:
    return (*_BUILT_IN, *sorted(entry.name for entry in entry_points(group=ENTRY_POINTS)))


def _refuse(name: str, names: str, known: tuple[str, ...]) -> NoReturn:
    place = "" if name == names.strip() else f" (in {names!r})"
    close = get_close_matches(name, known, n=1)
    hint = f"Did you mean {close[0]}? " if close else ""
    raise NotConfigured(f"There is no detector {name!r}{place}.", f"{hint}Known: {', '.join(known)}; join them with +.")
