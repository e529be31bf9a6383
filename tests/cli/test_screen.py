from __future__ import annotations

import io
import sys

import pytest

from garner.cli.screen import Screen, describe
from garner.pipeline.progress import Progress


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(3, 0, 10, seconds=1.5), "3/10 documents, 2.0/s, 0:04 left"),
        (Progress(3, 1, None, 1200, 34, 0.0123, 6.0), "3 documents, 0.5/s, 1 incomplete, 1,234 tokens, cost 0.0123"),
        (Progress(1, 0, 5001, seconds=1.0), "1/5,001 documents, 1.0/s, 1:23:20 left"),
        (Progress(0, 0, 5), "0/5 documents, 0.0/s"),
    ],
)
def test_the_progress_line_says_documents_speed_tokens_money_and_time_left(progress: Progress, words: str) -> None:
    assert describe(progress) == words


def test_off_a_terminal_there_is_no_progress_line_only_messages(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen(quiet=False) as screen:
        assert not screen.live
        screen.update(Progress(1, 0, 2, seconds=1.0))
        screen.tell("Skipped: a.txt")
        screen.note("Note: b.txt")
    assert capsys.readouterr().err == "Skipped: a.txt\nNote: b.txt\n"
    assert screen.figures() == ["1.0 s"]


def test_many_messages_are_cut_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen(quiet=False) as screen:
        for number in range(25):
            screen.repeat(f"Incomplete: {number}")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "... and 5 more like these; the results say why."


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_line_is_drawn_and_messages_stand_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    with Screen(quiet=False) as screen:
        assert screen.live
        screen.update(Progress(1, 0, 2, 100, 0, None, 1.0))
        screen.tell("Skipped: a.txt")
        screen.update(Progress(2, 0, 2, 200, 0, None, 2.0))
    shown = terminal.getvalue()
    assert "1/2 documents" in shown
    assert "Skipped: a.txt\n" in shown
    assert "200 tokens" in shown
