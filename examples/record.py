"""Make the examples' recordings anew from their answers: run it when a prompt, a schema or a text has changed.

    python examples/record.py

Each ``answer.json`` holds what a language model (Claude) answered to the example's question; the recording pairs it with the
exact requests that garner makes today, so that ``--model replay:FILE`` needs neither key nor network.
"""

from __future__ import annotations

import json
from pathlib import Path

from garner import Extractor, Schema
from garner.files import read_documents
from garner.models.recording import Recorded, RecordingHeader, write_recording
from garner.passages import estimate_tokens
from garner.values import Document, Reply, Request

HEADER = RecordingHeader("openai:claude", 32_768)


class Answering:
    """A text generator that gives one answer to everything and keeps what it was asked."""

    name = HEADER.model
    context_tokens = HEADER.context_tokens

    def __init__(self, answer: str) -> None:
        self.answer = answer
        self.calls: list[Recorded] = []

    def count_tokens(self, text: str) -> int:
        return estimate_tokens(text)

    async def generate(self, request: Request) -> Reply:
        sent = sum(estimate_tokens(message.content) for message in request.messages)
        reply = Reply(self.answer, input_tokens=sent, output_tokens=estimate_tokens(self.answer))
        self.calls.append(Recorded(request, reply))
        return reply


def main() -> None:
    for answer in sorted(Path(__file__).parent.glob("*/answer.json")):
        folder = answer.parent
        model = Answering(json.dumps(json.loads(answer.read_text(encoding="utf-8")), ensure_ascii=False))
        extractor = Extractor(Schema.load(folder / "schema.yaml"), model)
        texts = read_documents([str(path) for path in sorted(folder.glob("*.txt"))])
        for result in extractor.extract_many(each for each in texts if isinstance(each, Document)):
            print(f"{folder.name}: {len(result.entities)} entities, complete: {result.complete}")
            for problem in result.problems:
                print(f"  {problem.code}: {problem.message}")
        write_recording(folder / "recorded.jsonl", HEADER, model.calls)


if __name__ == "__main__":
    main()
