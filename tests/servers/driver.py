"""A whole run in one small program: documents, chat model, calls, ledger, output that goes on where it stopped.

``python -m servers.driver URL FOLDER COUNT`` writes ``out.jsonl`` beside ``out.ledger`` in the folder.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from garner.models.chat import ChatModel
from garner.models.keys import Key
from garner.models.protocols import TextGenerator
from garner.models.settings import ModelSettings
from garner.pipeline.calls import CallPolicy, prepare_calls
from garner.pipeline.ledger import Ledger
from garner.pipeline.resume import Conditions, ContinuedOutput
from garner.pipeline.retry import RetryPolicy
from garner.pipeline.run import RunOptions, run
from garner.values import Document, Extraction, Label, Message, Outcome, Problem, Reading, Request, Result, Usage

CONDITIONS = Conditions("openai:fake", "schema")


def fake(url: str, timeout: float, key: Key | None = None) -> ChatModel:
    """The model at a fake server."""
    return ChatModel("fake", url, key, ModelSettings(timeout=timeout))


def documents(count: int) -> Iterator[Document]:
    return (Document(f"doc{number}", f"Text number {number}.") for number in range(count))


def named_in(text: str) -> str | None:
    """The value of ``name`` in the JSON object somewhere in the text; ``None`` where there is none to be read."""
    found = re.search(r"\{.*\}", text, re.DOTALL)
    try:
        return str(json.loads(found[0])["name"]) if found else None
    except ValueError:
        return None


async def extract(generator: TextGenerator, document: Document) -> Result:
    """Asks for the name of the document, again where the reply cannot be read."""
    request = Request((Message("user", f"<document {document.id}> {document.text}"),), max_tokens=50)
    usage = Usage()
    for attempt in range(1, 4):
        reply = await generator.generate(request)
        usage += Usage(1, int(reply.cached), reply.input_tokens, reply.output_tokens, reply.seconds, reply.cost)
        if (name := named_in(reply.text)) is not None:
            break
        correction = Message("user", f"That could not be read ({attempt}). Answer with one JSON object.")
        request = replace(request, messages=(*request.messages, Message("assistant", reply.text), correction))
    outcome = Outcome.FAILED if name is None else Outcome.READ
    labels = () if name is None else (Label("name", name),)
    problems = (Problem("asked_again", f"asked {attempt} times"),) if attempt > 1 else ()
    reading = Reading(0, len(document.text), reply.call, outcome)
    extraction = Extraction(document.text, labels)
    return Result(document, extraction, (reading,), problems, usage, CONDITIONS.model, CONDITIONS.schema)


async def drive(model: ChatModel, folder: Path, count: int, policy: CallPolicy) -> None:
    """The run, from wherever it stopped."""
    with Ledger(folder / "out.ledger") as ledger, ContinuedOutput(folder / "out.jsonl", CONDITIONS) as output:
        generator = prepare_calls(model, policy, ledger)
        todo = output.unfinished(documents(count))
        async for result in run(todo, lambda document: extract(generator, document), 8, RunOptions(total=count)):
            output.write(result)


def main() -> None:
    url, folder, count = sys.argv[1:]
    policy = CallPolicy(RetryPolicy(first_wait=0.02))
    asyncio.run(drive(fake(url, 0.5), Path(folder), int(count), policy))


if __name__ == "__main__":
    main()
