"""A client that costs nothing: calls an ASGI application directly, without sockets or header parsing."""

from __future__ import annotations

from typing import Any


class Client:
    """GET one path with fixed headers; the answer's status is checked, its body counted."""

    def __init__(self, app: Any, path: str, headers: dict[str, str] | None = None):
        self.app = app
        raw = {"host": "127.0.0.1", **(headers or {})}
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in raw.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }

    async def get(self) -> None:
        await self.read()

    async def read(self) -> bytes:
        parts: list[bytes] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start" and message["status"] != 200:
                raise AssertionError(f"{self.scope['path']} answers {message['status']}")
            parts.append(message.get("body", b""))

        await self.app({**self.scope, "state": {}}, receive, send)
        return b"".join(parts)
