"""What a file is, by its bytes alone: its name and what the browser says of it do not count."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

import filetype

from engine.errors import Unfit
from engine.received.unfit import HIDES, LOCKED, RUNS

PDF = "application/pdf"
PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")
ANIMATED = {"image/apng": "image/png"}
WORD, EXCEL = "application/msword", "application/vnd.ms-excel"
OFFICE = "application/vnd.openxmlformats-officedocument"
BY_FOLDER = {"word/": f"{OFFICE}.wordprocessingml.document", "xl/": f"{OFFICE}.spreadsheetml.sheet"}
OPEN_DOCUMENTS = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet")

HEAD = 8192
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
END_OF_ZIP, LONGEST_END = b"PK\x05\x06", 22 + 65535
MANIFEST, LONGEST_MANIFEST = "META-INF/manifest.xml", 1 << 20
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError, MemoryError),
)
"""What an archive cut short, or written to harm, makes of the library that opens it."""


def kind(content: bytes) -> str:
    """Its media type, "" when it is none of those we know. Unfit when it is locked, runs, or hides something."""
    if content.startswith(ZIP):
        return of_zip(content)
    if content.startswith(OLE):
        return of_ole(content)
    found = filetype.guess(content[:HEAD])
    if found is not None and found.mime == PDF and ends_as_zip(content):
        raise Unfit(HIDES)
    return ANIMATED.get(found.mime, str(found.mime)) if found else ""


def of_zip(content: bytes) -> str:
    """Office documents of today are archives: the names inside tell which."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
                raise Unfit(RUNS)
            if any(one.flag_bits & 1 for one in archive.infolist()) or is_locked(archive, names):
                raise Unfit(LOCKED)
            if "[Content_Types].xml" in names:
                return next((kind for folder, kind in BY_FOLDER.items() if any_in(names, folder)), "")
            declared = beginning(archive, "mimetype", 100).decode("ascii", "replace") if "mimetype" in names else ""
    except BROKEN:
        return ""
    return declared if declared in OPEN_DOCUMENTS else ""


def is_locked(archive: zipfile.ZipFile, names: list[str]) -> bool:
    return MANIFEST in names and b"encryption-data" in beginning(archive, MANIFEST, LONGEST_MANIFEST)


def any_in(names: list[str], folder: str) -> bool:
    return any(name.startswith(folder) for name in names)


def beginning(archive: zipfile.ZipFile, name: str, length: int) -> bytes:
    """The first bytes of one member, however long it pretends to be."""
    with archive.open(name) as member:
        return member.read(length)


def of_ole(content: bytes) -> str:
    """Office documents of before 2007: their streams have names in two-byte letters."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise Unfit(LOCKED)
    if holds("_VBA_PROJECT"):
        raise Unfit(RUNS)
    if holds("WordDocument"):
        return WORD
    return EXCEL if holds("Workbook") else ""


def ends_as_zip(content: bytes) -> bool:
    """Whether the file is an archive as well: such files are read from their end."""
    tail = content[-LONGEST_END:]
    at = tail.rfind(END_OF_ZIP)
    return at >= 0 and len(tail) - at >= 22 and int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail) - at - 22
