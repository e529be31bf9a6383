"""What ``import garner`` brings, and what it must not."""

import subprocess
import sys

import garner

HEAVY = (
    "torch",
    "transformers",
    "onnxruntime",
    "numpy",
    "openai",
    "pydantic",
    "yaml",
    "rich",
    "typer",
    "tokenizers",
    "sqlite3",
)


def test_importing_garner_loads_nothing_heavy():
    script = f"import garner, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"


def test_the_extractor_loads_no_training_library():
    heavy = ("torch", "transformers", "openai", "onnxruntime")
    script = f"import sys; from garner import Extractor; print([name for name in {heavy!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"


def test_the_public_names_are_these():
    assert garner.__all__ == [
        "Document",
        "Extractor",
        "GarnerError",
        "Grade",
        "Grounding",
        "Result",
        "Schema",
        "ground",
        "read_results",
    ]
    assert all(getattr(garner, name) is not None for name in garner.__all__)
