"""Files as people send them, made at run time: photographs, office documents, and what hostile ones hold."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825


def photo(format: str = "JPEG", size: tuple[int, int] = (8, 8), *, mode: str = "RGB", **options: object) -> bytes:
    """A small picture, red on its left and blue on its right."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (size[0] // 2, 0, *size))
    file = io.BytesIO()
    drawn.convert(mode).save(file, format, **options)
    return file.getvalue()


def from_phone(format: str = "JPEG", size: tuple[int, int] = (64, 32), orientation: int = 6) -> bytes:
    """What a phone held upright gives: a picture on its side, and where it was taken."""
    told = Image.Exif()
    told[ORIENTATION], told[MAKE] = orientation, "Telephone-de-Camille"
    told.get_ifd(GPS).update({1: "N", 2: (44.0, 50.0, 16.0), 3: "W", 4: (0.0, 34.0, 46.0)})
    return photo(format, size, exif=told.tobytes(), **({"comment": b"ma cour"} if format == "JPEG" else {}))


def bomb(width: int = 9000, height: int = 9000) -> bytes:
    """A PNG of a few kilobytes that opens to 81 million points."""
    lines = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def pdf_with(*, script: str = "", launch: str = "", password: str | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    action = {"/S": "/JavaScript", "/JS": script} if script else {"/S": "/Launch", "/F": launch}
    if script or launch:
        words = {name: NameObject(one) if name == "/S" else TextStringObject(one) for name, one in action.items()}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject({NameObject(k): v for k, v in words.items()})
    if password is not None:
        writer.encrypt(user_password=password, owner_password="proprietaire", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def archive(**members: str) -> bytes:
    """A zip; `__` in a name stands for a folder."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def office_document(folder: str = "word", *more: str) -> bytes:
    names = ["[Content_Types].xml", "_rels/.rels", f"{folder}/document.xml", *more]
    return archive(**dict.fromkeys(names, "<x/>"))


def open_document(kind: str = "text", **more: str) -> bytes:
    return archive(mimetype=f"application/vnd.oasis.opendocument.{kind}", **{"content.xml": "<x/>", **more})


def old_office(*streams: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(one.encode("utf-16-le") for one in streams)


def broken_archives() -> list[bytes]:
    """Archives whose parts open to nothing, in each way of packing them; and one of a hundred thousand names."""
    said, found = b"application/vnd.oasis.opendocument.text" * 20, []
    for packing in (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", packing) as made:
            made.writestr("mimetype", said)
        content = bytearray(file.getvalue())
        content[38:60] = b"\xff" * 22
        found.append(bytes(content))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for rank in range(100_000):
            made.writestr(zipfile.ZipInfo(str(rank)), b"")
    return [*found, file.getvalue()]
