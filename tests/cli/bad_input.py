"""What garner does with bad input, found out by running it: ``python tests/cli/bad_input.py > docs/bad-input.md``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

GOOD = "Acme bought Bolt."
FOUND = {"entities": {"company": ["Acme", "Bolt"]}}
EXTRACT = "garner extract {files} -e company -m scripted:model.jsonl -o out.jsonl"
ANSWER = '"text": "Acme bought Bolt.", "values": {"company": ["Acme"]}'
ELSEWHERE = '"text": "Acme bought Bolt.", "values": {"company": ["Initech", "Globex", "Hooli"]}'
MEGABYTES = 20
SENTENCE = "The weather was fine, and nobody minded the rain at all, for it was warm and soon over.\n"


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of bad input. ``files`` are made first, and ``{url}`` in the command stands for a server that answers HTML."""

    name: str
    command: str
    exit_code: int
    files: tuple[tuple[str, str | bytes | Callable[[], str]], ...] = ()
    # No file may grow over so many blocks of 512 bytes: to a program, a full disk.
    blocks: int | None = None
    # The words of a prompt that the scripted model answers with the two companies; to all else it says: nothing.
    answered: str = "Acme"
    output: str = "out.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: how the command ended, what it said, which results stand."""

    exit_code: int
    message: str
    survived: str


def big_text() -> str:
    """So many megabytes of text with a name at the very end."""
    return SENTENCE * (MEGABYTES * 1024 * 1024 // len(SENTENCE)) + GOOD


def with_good(
    name: str, content: str | bytes | Callable[[], str] | None = None
) -> tuple[tuple[str, str | bytes | Callable[[], str]], ...]:
    return (("good.txt", GOOD), *(() if content is None else ((name, content),)))


def schema_case(name: str, schema: str, exit_code: int = 3) -> Case:
    command = "garner extract good.txt -s schema.yaml -m scripted:model.jsonl -o out.jsonl"
    return Case(name, command, exit_code, with_good("schema.yaml", schema), answered="company")


def file_case(name: str, file: str, content: str | bytes | Callable[[], str] | None, exit_code: int = 1) -> Case:
    return Case(name, EXTRACT.format(files=f"{file} good.txt"), exit_code, with_good(file, content))


def answers_case(name: str, content: str | bytes, exit_code: int, words: str = "") -> Case:
    command = f"garner refine answers.jsonl -e company --refine-with rules -o out.jsonl {words}".rstrip()
    files: tuple[tuple[str, str | bytes], ...] = (
        ("answers.jsonl", content),
        ("texts.jsonl", '{"id": "a", "text": "Bolt bought Acme."}\n'),
    )
    return Case(name, command, exit_code, files)


def model_case(name: str, options: str, exit_code: int) -> Case:
    return Case(name, f"garner extract good.txt -e company -o out.jsonl {options}", exit_code, with_good("good.txt"))


CASES = (
    file_case("missing file", "none.txt", None),
    Case("no file that can be read", EXTRACT.format(files="none.txt"), 4),
    file_case("empty file", "empty.txt", ""),
    file_case("binary file", "image.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    file_case("invalid UTF-8", "latin.txt", "A café in Nîmes.".encode("latin-1")),
    file_case("unknown suffix", "paper.pdf", b"%PDF-1.7"),
    file_case("20 MB of text", "big.txt", big_text, 0),
    file_case("NUL and control characters", "odd.txt", "Acme\x00 bought\x07 Bolt\x1b[31m.\x7f", 0),
    file_case("lone surrogates in JSON", "posts.jsonl", '{"id": "p1", "text": "\\ud800 Acme bought Bolt. \\udc00"}\n', 0),
    file_case("broken lines in JSONL", "posts.jsonl", '{"text": "Acme"}\n{"text": \n["Acme"]\n{"txet": "Acme"}\n'),
    schema_case("schema that asks nothing", "entities: {}\n"),
    schema_case("schema: labels without choices", "labels:\n  topic: {choices: []}\n"),
    schema_case("schema: the same label twice", "entities:\n  company: A business\n  company: A firm\n"),
    schema_case("schema: unknown type", "entities:\n  company:\nrelations:\n  acquired: {head: compny, tail: company}\n"),
    schema_case("schema: contains itself", "entities: &all\n  company: {description: *all}\n"),
    schema_case("schema: unknown key", "entites: [company]\n"),
    schema_case("schema with 500 labels", "entities: [company, " + ", ".join(f"type{n}" for n in range(499)) + "]\n", 0),
    model_case("unknown option", "--modle encoder", 2),
    model_case("unknown model", "-m encodr", 2),
    model_case("no key", "-m openai:gpt-4o-mini", 2),
    model_case("server down", "-m openai:qwen3 --base-url http://127.0.0.1:9/v1 --attempts 1", 6),
    model_case("server answers HTML", "-m openai:qwen3 --base-url {url}/v1 --attempts 1", 6),
    Case(
        "disk full (result file)",
        EXTRACT.format(files="many.jsonl"),
        5,
        (("many.jsonl", f'{{"text": "{GOOD}"}}\n' * 100),),
        blocks=80,
    ),
    Case(
        "disk full (standard output)",
        "garner extract good.txt -e company -m scripted:model.jsonl > /dev/full",
        5,
        with_good("good.txt"),
    ),
    Case(
        "output in a folder that is not there", EXTRACT.format(files="good.txt").replace("out.", "no/out."), 5, with_good("x")
    ),
    answers_case("answers: broken and cut lines", f'{{"id": "a", {ANSWER}}}\n{{"id": "b"}}\n{{"id": "c", "te', 1),
    answers_case("answers to another text", f'{{"id": "a", {ANSWER}}}\n', 4, "--texts texts.jsonl"),
    answers_case("answers of which no value stands in the text", f'{{"id": "a", {ELSEWHERE}}}\n', 1),
    answers_case("answers without a text", '{"id": "b", "values": {"company": ["Acme"]}}\n', 4, "--texts texts.jsonl"),
    answers_case("answers with labels that the schema has not", f'{{"id": "a", {ANSWER.replace("company", "planet")}}}\n', 0),
    answers_case("answers: empty file", "", 4),
    answers_case("answers: binary file", b"\x9a\x00\x07\x1b\n\xff\xfe\n", 4),
    answers_case("answers: JSON of another kind", '{"type": "FeatureCollection", "features": []}\n', 4),
    answers_case("answers: JSON over several lines", f'{{\n  "id": "a",\n  {ANSWER}\n}}\n', 4),
    answers_case("answers: one id twice", f'{{"id": "a", {ANSWER}}}\n' * 2, 0),
    Case("answers: a folder", "garner refine folder -e company --refine-with rules -o out.jsonl", 4, (("folder/a.jsonl", ""),)),
    answers_case("unknown detector", f'{{"id": "a", {ANSWER}}}\n', 2, "--refine-with ruls"),
)


def run_case(case: Case, folder: Path, url: str) -> Outcome:
    """Run one case in an empty folder."""
    rules = [{"when": case.answered, "reply": FOUND}, {"reply": {"entities": {}}}]
    folder.joinpath("model.jsonl").write_text("".join(json.dumps(rule) + "\n" for rule in rules), "utf-8")
    for name, content in case.files:
        made = content() if callable(content) else content
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode())
    program = f'"{sys.executable}" -c "import garner.cli; garner.cli.main()"'
    limit = "" if case.blocks is None else f"ulimit -f {case.blocks} && "
    line = limit + case.command.replace("garner", program, 1).format(url=url)
    done = subprocess.run(["/bin/sh", "-c", line], cwd=folder, env=environment(folder), capture_output=True, check=False)
    message, survived = message_of(done.stderr.decode(), url), survivors(folder / case.output)
    # How many lines fit hangs on the digits of the seconds in them; that both places name the same number does not.
    count = survived.partition(" ")[0]
    if f"the {count} results" in message:
        message, survived = message.replace(f"the {count} results", "the N results"), survived.replace(count, "N", 1)
    return Outcome(done.returncode, message, survived)


def environment(folder: Path) -> dict[str, str]:
    """The environment of a user who has set nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GARNER_", "OPENAI_"))}
    return kept | {"HOME": str(folder), "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}


def message_of(said: str, url: str) -> str:
    """What was said, without the frame that is drawn around usage errors, the last line's figures and this run's address."""
    lines = [
        line.strip(" │") for line in said.splitlines() if line.strip(" │╭╰─╮╯") and not line.startswith(("Usage:", "Try ", "╭"))
    ]
    return " ".join(line for line in lines if ", " not in line or " s ->" not in line).replace(url, "http://127.0.0.1:8000")


def survivors(path: Path) -> str:
    """The results that stand in a result file, in words."""
    if not path.is_file():
        return "no result file"
    records = [json.loads(line) for line in path.read_bytes().splitlines()]
    if len(records) > 3:
        return f"{len(records)} whole results"
    said = [f"{x['id']}: {len(x['entities'])} entities{'' if x['complete'] else ', incomplete'}" for x in records]
    return "; ".join(said) or "an empty result file"


@contextmanager
def html_server() -> Iterator[str]:
    """A server that answers everything with a page, as proxies and login walls do."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = b"<html><body>Please log in</body></html>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the name the library calls
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


HEAD = """# Bad input

What garner does when something is wrong, found out by running it: `python tests/cli/bad_input.py > docs/bad-input.md` makes
this page, and the tests run every line of it again. Standard error says what was wrong and what to do; the exit code is for
programs (all of them: [cli.md](cli.md#exit-codes)). Files that are in order are done whatever happens to the others.

| what is wrong | command | exit code | what is said | what survived |
|---|---|---|---|---|
"""


def row(case: Case, outcome: Outcome) -> str:
    """One line of the table."""
    cells = (case.name, f"`{case.command.format(url='http://127.0.0.1:8000')}`", str(outcome.exit_code), outcome.message)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in (*cells, outcome.survived)) + " |\n"


def main() -> None:
    sys.stdout.write(HEAD)
    with html_server() as url:
        for case in CASES:
            with tempfile.TemporaryDirectory() as folder:
                sys.stdout.write(row(case, run_case(case, Path(folder), url)))


if __name__ == "__main__":
    main()
