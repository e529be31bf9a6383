"""A toy trunk and toy corpora: everything of the training but its size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one toy corpus (WNUT-17's place and format) and one held-out sentence of it."""
    folder = tmp_path_factory.mktemp("data")
    blocks = []
    for sentence in SENTENCES:
        pairs = [word.partition("/") for word in sentence.split()]
        blocks.append("\n".join(f"{word}\t{'B-' + label if label else 'O'}" for word, _, label in pairs))
    for name in ("wnut17train.conll", "emerging.dev.conll"):
        path = folder / "en/ner/wnut17" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    (folder / "held").mkdir()
    (folder / "held/test.txt").write_text("Rome is old\n", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The toy data folder holds one held-out corpus only."""
    monkeypatch.setattr("garner.datasets.contamination.HELD_OUT_FOLDERS", ("held",))
