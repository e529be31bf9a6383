"""The work of ``garner train detectors`` (options: ``train_detectors``) around the call that does it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from garner.cli.failures import INTERRUPTED, say
from garner.cli.options import surroundings
from garner.cli.printing import print_json
from garner.cli.train_detectors import Examples, Teaching, TeachingOutputs
from garner.cli.training_screen import TrainingScreen
from garner.configuration import configure
from garner.errors import NotConfigured

if TYPE_CHECKING:
    from garner.training.detectors.build import Standing
    from garner.training.detectors.recipe import Recipe
    from garner.training.detectors.recipes import Order, Taught

__all__ = ["run_detectors_training"]


def run_detectors_training(
    recipe: Path | None, output: Path, examples: Examples, teaching: Teaching, outputs: TeachingOutputs
) -> int:
    """Do what ``garner train detectors`` was told; returns the exit code. Raises ``GarnerError`` where it had to stop."""
    if recipe is None and examples.data is None:
        raise NotConfigured("Neither --data nor a recipe given.", "Give a recipe: garner train detectors mine.toml -o mine.")
    if examples.data is None and (examples.schema or examples.data_format):
        raise NotConfigured("--schema and --data-format belong to --data.", "A recipe says all that in its file.")
    # Read when torch is first imported. Threads that wait for each other by spinning make a step on a busy machine ten times
    # slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from garner.training.detectors.recipes import Listener, teach

    order = _order(recipe, output, examples, teaching, outputs)
    with _Screen(outputs.quiet) as screen:
        try:
            taught = teach(order, Listener(screen.note, screen.step))
        except KeyboardInterrupt:
            screen.stop()
            say("Interrupted. Run the same command again to go on.")
            return INTERRUPTED
        screen.note(f"-> {output}" + (f" (--refine-with learned:{output})" if taught.card else ""))
    _show(taught, output)
    return 0


def _order(recipe: Path | None, output: Path, examples: Examples, teaching: Teaching, outputs: TeachingOutputs) -> Order:
    from garner.models.settings import ModelSettings
    from garner.pipeline.budget import Budget
    from garner.pipeline.calls import CallPolicy
    from garner.pipeline.limits import Limits
    from garner.pipeline.retry import RetryPolicy
    from garner.schema import Schema
    from garner.training.detectors.recipes import Order, OwnGold

    named = {"base_url": teaching.base_url, "budget_tokens": teaching.budget_tokens}
    wanted = configure(surroundings(), named).configuration
    own = None
    if examples.data is not None:
        schema = None if examples.schema is None else Schema.load(examples.schema)
        own = OwnGold(examples.data, schema, examples.data_format, examples.dev_share)
    return Order(
        _recipe(recipe, teaching),
        output,
        examples.data_dir,
        own,
        teaching.teacher,
        ModelSettings(
            base_url=wanted.base_url,
            timeout=wanted.timeout,
            key_file=Path(wanted.key_file) if wanted.key_file else None,
            context_tokens=wanted.context_tokens,
            max_tokens=wanted.max_tokens,
            temperature=wanted.temperature,
            seed=wanted.seed,
        ),
        CallPolicy(
            RetryPolicy(attempts=wanted.attempts),
            Limits(wanted.concurrency, wanted.requests_per_minute, wanted.tokens_per_minute),
            Budget(wanted.budget_tokens, wanted.budget_money),
        ),
        teaching.encoder,
        not outputs.corpus_only,
        outputs.overwrite,
    )


def _recipe(path: Path | None, teaching: Teaching) -> Recipe:
    from dataclasses import replace

    from garner.training.detectors.extractors import extractor_name
    from garner.training.detectors.recipe import OWN_GOLD, read_recipe

    recipe = OWN_GOLD if path is None else read_recipe(path)
    if not teaching.extractor:
        return recipe
    return replace(recipe, extractors=tuple(extractor_name(each) for each in teaching.extractor))


def _show(taught: Taught, folder: Path) -> None:
    """The outcome on standard output: tables on a terminal, JSON into a pipe."""
    if sys.stdout.isatty():
        from garner.training.detectors.mix import mix_page

        sys.stdout.write(mix_page(taught.built.mixes))
        return
    table = {
        "folder": str(folder),
        "name": None if taught.card is None else taught.card["name"],
        "instances": {side: mix.instances for side, mix in taught.built.mixes.items()},
        "shares": {side: dict(mix.shares) for side, mix in taught.built.mixes.items()},
        "seconds": dict(taught.seconds),
    }
    print_json(table, indent=1)


class _Screen(TrainingScreen):
    """The progress of a corpus of defects; without a progress line, a line at every tenth of the way."""

    def __init__(self, quiet: bool) -> None:
        super().__init__(quiet)
        self._told = 0

    def step(self, standing: Standing) -> None:
        """Show how far the corpus has come."""
        words = f"{standing.done} of {standing.of} parts of the corpus: {standing.chunk}"
        shown = self.show(standing.done, standing.of, words)
        if not shown and 10 * standing.done // standing.of > self._told:
            self._told = 10 * standing.done // standing.of
            self.note(words)
