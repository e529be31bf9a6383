"""What a kept figure depends on: a change of any of it is noticed, a change of anything else is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from garner.evaluation.runs.deciding import ANSWERING, CORRECTING, COUNTING, fingerprint_of


@pytest.fixture
def package(tmp_path: Path) -> Path:
    root = tmp_path / "garner"
    for name in ("models/encoder/decode", "pipeline/merge", "pipeline/refining", "pipeline/timing", "refinement/loop"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / f"{name}.py").write_text("ONE = 1\n", "utf-8")
    return root


@pytest.mark.parametrize(
    ("changed", "answers", "corrections"),
    [
        ("models/encoder/decode.py", True, True),
        ("pipeline/merge.py", True, True),
        ("pipeline/refining.py", False, True),
        ("refinement/loop.py", False, True),
        ("pipeline/timing.py", False, False),
    ],
)
def test_the_code_that_decides_changes_the_fingerprint_and_no_other(
    package: Path, changed: str, answers: bool, corrections: bool
) -> None:
    before = [fingerprint_of([], parts, package) for parts in (ANSWERING, CORRECTING)]
    (package / changed).write_text("ONE = 2\n", "utf-8")
    after = [fingerprint_of([], parts, package) for parts in (ANSWERING, CORRECTING)]
    assert [one != other for one, other in zip(before, after, strict=True)] == [answers, corrections]


def test_a_file_that_changes_its_content_or_name_counts_and_what_was_seen_does_not(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    folder.mkdir()
    file = folder / "model.json"
    file.write_text("{}", "utf-8")
    first = fingerprint_of([folder])
    (folder / "seen.json").write_text("{}", "utf-8")
    assert fingerprint_of([folder]) == first
    file.write_text("[]", "utf-8")
    second = fingerprint_of([folder])
    file.rename(folder / "other.json")
    assert len({first, second, fingerprint_of([folder]), fingerprint_of([folder / "other.json"], COUNTING)}) == 4


def test_every_part_that_is_named_stands_in_the_package() -> None:
    import garner

    root = Path(garner.__file__).parent
    assert all((root / part).is_dir() for part in (*CORRECTING, *COUNTING))
