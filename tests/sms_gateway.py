"""An operator of SMS for tests: a real HTTP server that keeps what it is asked and answers as told."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    method: str
    target: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self):
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def query(self):
        return {name: values[0] for name, values in parse_qs(urlsplit(self.target).query).items()}


@dataclass
class Operator:
    """`answers` are used one after the other, the last one for ever: (status, body, headers) or « raccroche », « silence »."""

    answers: list = field(default_factory=lambda: [(200, "{}", {})])
    asked: list = field(default_factory=list)
    url: str = ""
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            method, target, _ = first.split(" ")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.asked.append(Asked(method, target, headers, body))
            self.heard.set()
            told = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if told == "silence":
                await asyncio.sleep(30)
            elif told == "goutte":
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n")
                for _ in range(300):
                    writer.write(b" ")
                    await writer.drain()
                    await asyncio.sleep(0.1)
            elif told != "raccroche":
                status, text, more = told
                content = text.encode()
                more = {"content-length": len(content), "connection": "close", **more}
                written = "".join(f"{name}: {value}\r\n" for name, value in more.items())
                writer.write(f"HTTP/1.1 {status} Said\r\n{written}\r\n".encode() + content)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def operator(*answers):
    """The server behind a real socket, until the block ends."""
    made = Operator(list(answers)) if answers else Operator()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/envoi"
    try:
        yield made
    finally:
        server.close()
