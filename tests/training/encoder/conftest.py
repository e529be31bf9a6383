"""A toy trunk and toy corpora: everything of the training but its size."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from garner.datasets import CORPORA, Annotated, Corpus, Gold, Refusal, Role
from garner.datasets.files import CorpusFiles

pytest.importorskip("torch", reason="training needs torch (extra: train)")
pytest.importorskip("safetensors", reason="training needs safetensors (extra: train)")

SENTENCES = """
Ada/person lives in Paris/city
Bob/person met Ada/person in Rome/city
Acme/company hired Bob/person
Rome/city is old
Cora/person left Acme/company
nothing here
""".strip().splitlines()


@pytest.fixture(scope="session")
def trunk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT model of two layers with random weights, as sentence-transformers save one."""
    import torch
    from safetensors.torch import save_file
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("trunk")
    width, inner, positions = 24, 32, 64
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,:'!"
    pieces = [f"[unused{number}]" for number in range(100)] + ["[UNK]", "[CLS]", "[SEP]"]
    pieces += [*letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(models.WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    sizes = {"vocab_size": len(pieces), "max_position_embeddings": positions, "hidden_size": width, "intermediate_size": inner}
    (folder / "config.json").write_text(json.dumps({**sizes, "num_hidden_layers": 2, "num_attention_heads": 2}))
    shapes = {
        "embeddings.word_embeddings.weight": (len(pieces), width),
        "embeddings.position_embeddings.weight": (positions, width),
        "embeddings.token_type_embeddings.weight": (2, width),
        "embeddings.LayerNorm.weight": (width,),
        "embeddings.LayerNorm.bias": (width,),
    }
    for number in range(2):
        layer = f"encoder.layer.{number}"
        parts = {f"attention.self.{part}": (width, width) for part in ("query", "key", "value")}
        parts |= {"attention.output.dense": (width, width), "attention.output.LayerNorm": (width,)}
        parts |= {"intermediate.dense": (inner, width), "output.dense": (width, inner), "output.LayerNorm": (width,)}
        for part, shape in parts.items():
            shapes[f"{layer}.{part}.weight"] = shape
            shapes[f"{layer}.{part}.bias"] = shape[:1]
    weights = {name: torch.randn(shape) * 0.3 + float(name.endswith("Norm.weight")) for name, shape in shapes.items()}
    save_file(weights, folder / "model.safetensors")
    return folder


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


@pytest.fixture(scope="session")
def toy_encoder(trunk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an encoder with random weights on the toy trunk, as ``export`` writes one."""
    pytest.importorskip("onnx", reason="the export needs onnx (extra: train)")
    import torch

    from garner.training.encoder.card import CardText
    from garner.training.encoder.export import export
    from garner.training.encoder.opening import open_trunk

    torch.manual_seed(3)
    network, labels, materials = open_trunk(trunk, apart=1)
    for weight in network.parameters():
        torch.nn.init.normal_(weight, std=0.2) if weight.ndim > 1 else None
    folder = tmp_path_factory.mktemp("encoder")
    export(network, labels, trunk / "tokenizer.json", folder, CardText("toy-1", 0.5, 40, 12, 3), materials.vectors)
    return folder
