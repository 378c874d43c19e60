"""A client that keeps to a timetable: requests leave when they are due, whether or not earlier ones are answered.

In: a plan of requests with their times. Out: an `Answer` for each, its seconds counted from when it was due, so that a server
that stalls is not let off (no coordinated omission). HTTP/1.1 over kept connections, nothing but asyncio.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is due `at` seconds after the start. `body` is made when it leaves."""

    at: float
    name: str
    path: str
    cookie: str
    body: Callable[[], bytes] | None = None
    json: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call. `status` 0: nobody answered."""

    name: str
    status: int
    seconds: float
    size: int


@dataclass
class Client:
    """Kept connections to one server."""

    port: int
    token: str = "a" * 32
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    async def run(self, calls: Sequence[Call]) -> list[Answer]:
        """All calls, each at its time."""
        begun = time.perf_counter()
        under_way = []
        for call in sorted(calls, key=lambda c: c.at):
            await asyncio.sleep(max(0.0, begun + call.at - time.perf_counter()))
            under_way.append(asyncio.create_task(self._call(call, begun + call.at)))
        await asyncio.gather(*under_way)
        for _, writer in self.free:
            writer.close()
        return self.answers

    async def _call(self, call: Call, due: float) -> None:
        try:
            status, size = await asyncio.wait_for(self._ask(call), 60)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            status, size = 0, 0
        self.answers.append(Answer(call.name, status, time.perf_counter() - due, size))

    async def _ask(self, call: Call) -> tuple[int, int]:
        reader, writer = self.free.pop() if self.free else await asyncio.open_connection("127.0.0.1", self.port)
        body = call.body() if call.body else b""
        head = f"{'POST' if call.body else 'GET'} {call.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
        head += f"Accept-Encoding: gzip\r\nCookie: sessionid={call.cookie}; csrftoken={self.token}\r\n"
        if call.body:
            kind = "application/json" if call.json else "application/x-www-form-urlencoded"
            head += f"Content-Type: {kind}\r\nX-CSRFToken: {self.token}\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + b"\r\n" + body)
        await writer.drain()
        status, size, closes = await _read(reader)
        if closes:
            writer.close()
        else:
            self.free.append((reader, writer))
        return status, size


async def _read(reader: asyncio.StreamReader) -> tuple[int, int, bool]:
    """Status, bytes of the whole answer, and whether the connection ends."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").lower().split("\r\n")
    status, size = int(lines[0].split()[1]), len(head)
    headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    if "content-length" in headers:
        size += len(await reader.readexactly(int(headers["content-length"])))
    elif headers.get("transfer-encoding") == "chunked":
        while length := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(length + 2)
            size += length
        await reader.readline()
    return status, size, headers.get("connection") == "close"


def run_calls(port: int, calls: Sequence[Call]) -> list[Answer]:
    """All calls against a server."""
    return asyncio.run(Client(port).run(calls))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so many of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * int(share * 1000) // 1000) - 1)] if ordered else float("nan")
