"""Every call of a run in one SQLite file: asked once, answered for ever, whatever kills the process in between."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from garner.errors import GarnerError, InputError, OutputError
from garner.models.recording import Recorded, RecordingHeader, call_address, request_from_json, request_to_json, write_recording
from garner.values import Finish, Reply, Request

__all__ = ["LEDGER_VERSION", "Ledger", "LedgerTotals", "export_recording"]

LEDGER_VERSION = "1.0"
# Another process may hold the file for the length of one small write; longer than this, something is wrong.
_PATIENCE = 30.0
_TABLES = """
create table if not exists about (name text primary key, value text not null);
create table if not exists calls (
    address text primary key, model text not null, request text not null, reply text not null, finish text not null,
    input_tokens integer not null, output_tokens integer not null, seconds real not null, cost real,
    attempts integer not null, at real not null
);
create table if not exists failures (
    address text not null, attempt integer not null, code text not null, message text not null, at real not null
);
"""


@dataclass(frozen=True, slots=True)
class LedgerTotals:
    """What all calls on record took; ``failures`` counts the attempts that ended without a reply."""

    calls: int = 0
    failures: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0


class Ledger:
    """A file of calls, found by content address. Several threads and processes may share it.

    A call is on record when ``record`` returns, and survives ``kill -9`` from then on (a power cut may take the last few;
    the file stays whole). A reply is never changed: the first one stands. A context manager.
    """

    def __init__(self, path: str | Path, wall_clock: Callable[[], float] = time.time) -> None:
        """Raises ``OutputError`` when the file cannot be made or used, ``InputError`` when it is no ledger of this version."""
        self.path = Path(path)
        self._wall_clock = wall_clock
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise OutputError(f"The ledger {path} cannot be opened: {error}.", "Check that its folder is there.") from None
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def reply(self, address: str) -> Reply | None:
        """The reply on record, marked as cached and as costing no time and no money; ``None`` where there is none."""
        query = "select reply, finish, input_tokens, output_tokens, cost from calls where address = ?"
        with self._access() as connection:
            row = connection.execute(query, (address,)).fetchone()
        if row is None:
            return None
        cost = None if row[4] is None else 0.0
        return Reply(json.loads(row[0]), Finish(row[1]), row[2], row[3], 0.0, cost, address, cached=True)

    def record(self, model: str, request: Request, reply: Reply, attempts: int = 1) -> str:
        """Put a call on record; returns its address. Raises ``OutputError`` when the file cannot be written."""
        address = call_address(model, request)
        answer = (_storable(reply.text), reply.finish.value, reply.input_tokens, reply.output_tokens, reply.seconds, reply.cost)
        self._write(
            "insert or ignore into calls values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (address, model, request_to_json(request), *answer, attempts, self._wall_clock()),
        )
        return address

    def record_failure(self, address: str, attempt: int, error: Exception) -> None:
        """Put an attempt that failed on record."""
        code = error.code if isinstance(error, GarnerError) else type(error).__name__
        row = (address, attempt, code, _storable(str(error)), self._wall_clock())
        self._write("insert into failures values (?, ?, ?, ?, ?)", row)

    def failures(self, address: str) -> int:
        """How many attempts at this call are on record as failed."""
        with self._access() as connection:
            return int(connection.execute("select count(*) from failures where address = ?", (address,)).fetchone()[0])

    def totals(self) -> LedgerTotals:
        """The sums over all calls on record."""
        with self._access() as connection:
            sums = "select count(*), total(input_tokens), total(output_tokens), total(cost) from calls"
            calls, sent, received, cost = connection.execute(sums).fetchone()
            failures = connection.execute("select count(*) from failures").fetchone()[0]
        return LedgerTotals(calls, failures, int(sent), int(received), cost)

    def models(self) -> tuple[str, ...]:
        """The names of the models that answered, in order."""
        with self._access() as connection:
            return tuple(row[0] for row in connection.execute("select distinct model from calls order by model"))

    def recorded(self, model: str) -> Iterator[Recorded]:
        """The calls to one model, ordered by address."""
        columns = "request, reply, finish, input_tokens, output_tokens, seconds, cost, address"
        # A connection of its own: a reader that takes its time must not hold up those who write.
        with closing(sqlite3.connect(self.path, timeout=_PATIENCE)) as connection:
            for row in connection.execute(f"select {columns} from calls where model = ? order by address", (model,)):
                yield Recorded(request_from_json(row[0]), Reply(json.loads(row[1]), Finish(row[2]), *row[3:8]))

    def close(self) -> None:
        """Close the file; the ledger cannot be used after."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _prepare(self) -> None:
        try:
            tables = {row[0] for row in self._connection.execute("select name from sqlite_master where type = 'table'")}
            if tables and "about" not in tables:
                raise InputError(f"{self.path} is a database, but no garner ledger.", "Name another file for the run's state.")
            if not tables:
                self._create()
            about = self._connection.execute("select value from about where name = 'garner_ledger'").fetchone()
            # Written through the log, a commit need not wait for the disk to stay atomic.
            self._connection.execute("pragma synchronous = normal")
        except sqlite3.DatabaseError as error:
            if "not a database" in str(error):
                raise InputError(f"{self.path} is no garner ledger.", "Name another file for the run's state.") from None
            raise OutputError(
                f"The ledger {self.path} cannot be used: {error}.", "Check its permissions and the disk."
            ) from None
        version = about[0] if about else "none"
        if version.partition(".")[0] != LEDGER_VERSION.partition(".")[0]:
            raise InputError(
                f"{self.path} is a ledger of version {version}, and this garner reads {LEDGER_VERSION}.",
                "Move it away (its calls are asked again), or use the garner that wrote it.",
            )

    def _create(self) -> None:
        """Make the tables; two processes that start at once end up with the same ones."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self._connection.execute("pragma journal_mode = wal")
                break
            except sqlite3.OperationalError as error:
                # Changing the journal mode does not wait for others as every other statement does.
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        self._connection.execute("begin immediate")
        for statement in _TABLES.split(";"):
            self._connection.execute(statement)
        self._connection.execute("insert or ignore into about values ('garner_ledger', ?)", (LEDGER_VERSION,))
        self._connection.execute("commit")

    @contextmanager
    def _access(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                raise OutputError(
                    f"The ledger {self.path} cannot be used: {error}.",
                    "Free space there (or move a damaged file away), then run the same command again.",
                ) from None

    def _write(self, statement: str, row: tuple[object, ...]) -> None:
        with self._access() as connection:
            connection.execute(statement, row)


def export_recording(ledger: Ledger, path: str | Path, context_tokens: int, model: str | None = None) -> int:
    """Write the calls on record as a small readable file for ``--model replay:FILE``; returns how many.

    ``context_tokens`` is the model's, so that the replay cuts texts at the same places. ``model`` may be left out where
    only one answered. Raises ``InputError`` when it cannot be, ``OutputError`` when the file cannot be written.
    """
    models = ledger.models()
    if model is None and len(models) != 1:
        raise InputError(
            f"{ledger.path} holds calls to {len(models)} models: {', '.join(models) or 'none'}.", "Name one of them."
        )
    if model is not None and model not in models:
        raise InputError(
            f"{ledger.path} holds no call to {model}; it has {', '.join(models) or 'none at all'}.", "Name one of them."
        )
    name = model or models[0]
    return write_recording(path, RecordingHeader(name, context_tokens), ledger.recorded(name))


def _storable(text: str) -> str:
    """The text as a JSON string that SQLite can hold: readable, but for lone surrogates and NUL, which become escapes."""
    line = json.dumps(text, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(text, ensure_ascii=True)
    return line
