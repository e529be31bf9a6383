"""Where is computed, and in which precision."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from garner.errors import NotConfigured
from garner.training.encoder.steps import Machine, _processor_has_bfloat16, machine_of


@pytest.mark.parametrize(
    ("flags", "has"),
    [("fpu avx2 avx512_bf16", True), ("amx_bf16 sse", True), ("fpu avx2 avx512_bf16_like", False), ("", False)],
)
def test_bfloat16_is_used_where_the_processor_says_that_it_has_it(tmp_path: Path, flags: str, has: bool) -> None:
    (tmp_path / "cpuinfo").write_text(f"model name\t: x\nflags\t\t: {flags}\n", "utf-8")
    assert _processor_has_bfloat16(tmp_path / "cpuinfo") is has


def test_a_system_that_tells_nothing_of_its_processor_has_none() -> None:
    assert not _processor_has_bfloat16(Path("/nowhere/cpuinfo"))


def test_a_device_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert machine_of("auto", half_precision=False) == Machine("cpu")
    with pytest.raises(NotConfigured, match="no graphics card"):
        machine_of("cuda")
    with pytest.raises(NotConfigured, match="no device 'gpu'"):
        machine_of("gpu")
