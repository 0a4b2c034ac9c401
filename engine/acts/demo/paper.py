"""Invented documents, true to their format: a one-page PDF that says it is an example, a small picture."""

from __future__ import annotations

import struct
import zlib
from random import Random

from engine.acts.examine import Examined, ours
from engine.received.kind import PDF


def paper(name: str, chance: Random) -> Examined:
    """The document given under that name in a scenario."""
    stem, _, extension = name.rpartition(".")
    if extension == "pdf":
        return ours(name, pdf(stem), PDF)
    return ours(f"{stem}.png", picture(chance), "image/png")


def pdf(title: str) -> bytes:
    shown = title.replace("-", " ").encode("ascii", "ignore").decode().capitalize()
    words = f"BT /F1 22 Tf 72 740 Td ({shown}) Tj 0 -36 Td /F1 13 Tf (Document de demonstration) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(words)} >>\nstream\n{words}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")


def picture(chance: Random, width: int = 320, height: int = 200) -> bytes:
    """Sky above, ground below, of a colour of its own."""
    sky, ground = (bytes(chance.randrange(90, 230) for _ in range(3)) for _ in range(2))
    lines = (b"\0" + colour * width for colour in (sky, ground) for _ in range(height // 2))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
