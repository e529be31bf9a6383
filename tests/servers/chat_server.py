"""A chat server on 127.0.0.1 whose every answer, good or bad, the caller decides.

As a program (``python chat_server.py --latency 0.2``) it answers everything alike, prints its address and ends with its input.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """One HTTP request as it came in, and the how many-th with these messages it is (from 1)."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, object]
    times: int = 1

    @property
    def messages(self) -> list[dict[str, str]]:
        return self.body["messages"]  # type: ignore[return-value]

    @property
    def prompt(self) -> str:
        return self.messages[-1]["content"] if self.messages else ""


@dataclass(frozen=True)
class Http:
    """An answer word for word."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


@dataclass(frozen=True)
class Hang:
    """No answer, the connection stays open."""


@dataclass(frozen=True)
class Reset:
    """The connection is torn down; ``after`` bytes of an answer have been sent by then."""

    after: int = 0


@dataclass(frozen=True)
class Drip:
    """An answer that never ends: one byte every so many ``seconds``."""

    seconds: float = 0.02


Response = Http | Hang | Reset | Drip
Respond = Callable[[Asked], Response]


def completion(text: str, finish: str = "stop", usage: dict[str, int] | None = None, **message: object) -> Http:
    """A proper chat completion."""
    usage = {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25} if usage is None else usage
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}
    content = {"id": "1", "object": "chat.completion", "created": 1, "model": "fake", "choices": [choice], "usage": usage}
    return Http(200, json.dumps(content))


class ChatServer:
    """The server; a context manager. ``asked`` lists what came in, ``most_at_once`` the most requests under way together."""

    def __init__(self, respond: Respond | None = None, latency: float = 0.0, keep: bool = True) -> None:
        self._respond = respond or (lambda asked: completion("{}"))
        self._latency = latency
        self._keep = keep
        self._times: dict[str, int] = {}
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._now = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self.url = ""

    def __enter__(self) -> ChatServer:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._main())
        finally:
            self._loop.close()

    async def _main(self) -> None:
        server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        self._ready.set()
        await self._stop.wait()
        server.close()
        connections = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (asked := await _read(reader)) is not None:
                self._now += 1
                self.most_at_once = max(self.most_at_once, self._now)
                try:
                    await asyncio.sleep(self._latency)
                    response = self._decide(asked)
                    if isinstance(response, Hang):
                        await reader.read()
                        break
                    if not await _write(writer, response):
                        break
                finally:
                    self._now -= 1
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _decide(self, asked: Asked) -> Response:
        if not self._keep:
            return self._respond(asked)
        key = json.dumps(asked.body.get("messages"))
        self._times[key] = self._times.get(key, 0) + 1
        asked = Asked(asked.path, asked.headers, asked.body, self._times[key])
        self.asked.append(asked)
        return self._respond(asked)


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(first.split(" ")[1], headers, json.loads(body) if body else {})


async def _write(writer: asyncio.StreamWriter, response: Http | Reset | Drip) -> bool:
    """Whether the connection can be used further."""
    if isinstance(response, Drip):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(response.seconds)
    if isinstance(response, Reset):
        if response.after:
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n" + b" " * response.after
            )
            await writer.drain()
        # With a linger time of zero, closing sends RST in place of FIN.
        connection = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    body = response.body.encode()
    head = {"Content-Type": response.content_type, "Content-Length": str(len(body)), **response.headers}
    lines = [f"HTTP/1.1 {response.status} X", *(f"{name}: {value}" for name, value in head.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    await writer.drain()
    return True


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--latency", type=float, default=0.2, help="seconds before every answer")
    options.add_argument("--reply", default="{}", help="the text of every answer")
    arguments = options.parse_args()
    answer = completion(arguments.reply)
    with ChatServer(lambda asked: answer, arguments.latency, keep=False) as server:
        sys.stdout.write(f"{server.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
