"""A server of addresses for tests: it answers like the Base Adresse Nationale, or misbehaves on demand."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

KNOWN = [
    ("12 Cours de la Somme 33800 Bordeaux", "12", "Cours de la Somme", "33800", "Bordeaux", "33063", -0.5724, 44.8201),
    ("12 Rue de la Somme 33110 Le Bouscat", "12", "Rue de la Somme", "33110", "Le Bouscat", "33069", -0.6051, 44.8655),
]


def feature(label, number, street, postcode, city, code, longitude, latitude):
    known = {"label": label, "score": 0.93, "type": "housenumber", "housenumber": number, "street": street}
    known |= {"name": f"{number} {street}", "postcode": postcode, "city": city, "citycode": code}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": known,
    }


class AddressServer:
    """`mode` says how it behaves; `asked` keeps every search received."""

    def __init__(self):
        self.mode, self.asked = "juste", []
        self.url = ""
        self.waited_for = False
        """True when a client stayed until the end of a slow answer."""

    async def answer(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            target = head.split(" ")[1]
            self.asked.append(parse_qs(urlsplit(target).query).get("q", [""])[0])
            if self.mode == "lent":
                await asyncio.sleep(10)
                self.waited_for = True
            if self.mode == "goutte":  # never silent, never finished
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n")
                for _ in range(100):
                    writer.write(b" ")
                    await writer.drain()
                    await asyncio.sleep(0.1)
                self.waited_for = True
            writer.write(self.response())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def response(self) -> bytes:
        status, body = "200 OK", json.dumps({"type": "FeatureCollection", "features": [feature(*one) for one in KNOWN]})
        if self.mode == "vide":
            body = json.dumps({"type": "FeatureCollection", "features": []})
        elif self.mode == "panne":
            status, body = "500 Internal Server Error", "{}"
        elif self.mode == "ailleurs":
            return b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
        elif self.mode == "charabia":
            body = "<html>Bonjour</html>"
        elif self.mode == "etrange":
            body = json.dumps(
                {"features": [3, {"properties": {"label": 7}}, {"properties": {"label": "A", "city": []}}]}
            )
        elif self.mode == "liste":
            body = "[1, 2]"
        elif self.mode == "profond":
            body = "[" * 200_000
        elif self.mode == "enorme":
            body = json.dumps({"features": ["x" * 1000] * 5000})
        content = body.encode()
        return f"HTTP/1.1 {status}\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n".encode() + content


@contextmanager
def serving_addresses():
    """The server behind a real socket, in a thread until the block ends."""
    server, loop = AddressServer(), asyncio.new_event_loop()
    ready = threading.Event()

    def run():
        asyncio.set_event_loop(loop)
        listening = loop.run_until_complete(asyncio.start_server(server.answer, "127.0.0.1", 0))
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/search/"
        ready.set()
        loop.run_forever()
        listening.close()
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
