"""A photograph of 5 MB sent from a phone, until the page says it is received, beside what nobody can spare.

The floor: opening it, turning it upright, writing it again with Pillow in our own process, and its bytes on the disk.
"""

from __future__ import annotations

import asyncio
import io
import itertools
from datetime import datetime
from pathlib import Path

import httpx
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import get_sampling

from bench.harness import pair, told
from engine.acts import draft as drafts
from engine.acts.reopen import OfficeKeeper
from engine.records.store import open_store
from engine.settings import Settings
from engine.web.app import create_app

SLUG, PAGE, QUESTION = "ecrire-a-la-mairie", "votre-message", "documents"
WANTED = 0.4


def photograph() -> bytes:
    """Twelve million points, about 5 MB, lying on its side as phones write it."""
    drawn = Image.effect_noise((1000, 750), 40).resize((4000, 3000), Image.Resampling.BICUBIC).convert("RGB")
    drawn = Image.blend(drawn, Image.radial_gradient("L").resize(drawn.size).convert("RGB"), 0.4)
    told_by_phone = Image.Exif()
    told_by_phone[0x0112] = 6
    for quality in range(70, 100):
        file = io.BytesIO()
        drawn.save(file, "JPEG", quality=quality, exif=told_by_phone.tobytes())
        if len(file.getvalue()) > 5_000_000:
            break
    return file.getvalue()


def made_anew(content: bytes, where: Path) -> None:
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        sampling, tables = get_sampling(picture), picture.quantization
        upright = ImageOps.exif_transpose(picture)
        file = io.BytesIO()
        upright.save(file, "JPEG", qtables=tables, subsampling=sampling)
    where.write_bytes(file.getvalue())


async def figure(settings: Settings, now: datetime) -> str:
    content, numbers = photograph(), itertools.count()
    app = create_app(settings, OfficeKeeper(settings, tells=False), now=lambda: now)
    async with open_store(settings), app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            address = f"/demarches/{SLUG}/page/{PAGE}/documents/{QUESTION}"

            async def ours() -> None:
                _, token = await drafts.start(app.state.office, SLUG, now)
                sent = content + str(next(numbers)).encode()
                files = {QUESTION: ("photo.jpg", sent, "image/jpeg")}
                cookies = {"Cookie": f"parvis_brouillon.{SLUG}={token}"}
                answer = await client.post(address, files=files, headers=cookies)
                if answer.status_code != 200:
                    raise AssertionError(f"{address} answers {answer.status_code}")

            async def floor() -> None:
                await asyncio.to_thread(made_anew, content, settings.data / "floor.jpg")

            found = await pair(floor, ours, rounds=5, calls=2)
    return told(f"Une photo de {len(content) / 1e6:.0f} Mo reçue et nettoyée", found, WANTED)
