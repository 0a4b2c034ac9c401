"""A picture made anew: upright, in plain colours, without where, when and with what it was taken. Runs apart."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import get_sampling

from engine.errors import Unfit
from engine.received.unfit import DAMAGED, TOO_LARGE

MOST_PIXELS = 50_000_000
"""Points of a picture once opened: a file of 10 KB may open to a thousand times its weight."""
LARGEST_JPEG = 4 * MOST_PIXELS
"""A larger JPEG is opened at half its size, or a quarter: its format allows it."""
QUALITY = 88
OPENED = {"image/jpeg": ("JPEG", "MPO"), "image/png": ("PNG",), "image/webp": ("WEBP",)}
WRITTEN = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
CLEAR = ("RGBA", "LA", "PA", "La", "RGBa")
DEEP = ("I", "I;16", "I;16L", "I;16B", "I;16N")


def made_anew(content: bytes, kind: str, wanted: str) -> bytes:
    """The same picture as a file of the media type `wanted`. Unfit when it cannot be opened, or is too large."""
    Image.MAX_IMAGE_PIXELS = None  # the size is looked at here, before anything is decoded
    try:
        with opened(content, kind) as picture:
            fit(picture)
            picture.load()
            kept = kept_quality(picture) if wanted == "image/jpeg" else {}
            upright = ImageOps.exif_transpose(picture)
            return written(in_plain_colours(upright, wanted), wanted, kept)
    except MemoryError:
        raise Unfit(TOO_LARGE) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, RuntimeError, TypeError):
        raise Unfit(DAMAGED) from None


def opened(content: bytes, kind: str) -> Image.Image:
    if kind not in OPENED:
        from pillow_heif import register_heif_opener  # only read for the pictures of some phones

        register_heif_opener()
        return Image.open(io.BytesIO(content), formats=["HEIF"])
    return Image.open(io.BytesIO(content), formats=OPENED[kind])


def fit(picture: Image.Image) -> None:
    """Refuse what would open too large; a large JPEG will open smaller."""
    width, height = picture.size
    jpeg = picture.format in ("JPEG", "MPO")
    if width * height > (LARGEST_JPEG if jpeg else MOST_PIXELS):
        raise Unfit(TOO_LARGE)
    if width * height > MOST_PIXELS:
        picture.draft("RGB", (width // 2, height // 2))


def kept_quality(picture: Image.Image) -> dict[str, Any]:
    """A JPEG is written again as finely as it was: no lighter to look at, no heavier to keep."""
    tables = getattr(picture, "quantization", None)
    if not tables or picture.mode not in ("RGB", "L"):
        return {}
    sampling = get_sampling(picture) if picture.mode == "RGB" else -1
    return {"qtables": tables, **({"subsampling": sampling} if sampling >= 0 else {})}


def in_plain_colours(picture: Image.Image, wanted: str) -> Image.Image:
    """Eight bits a colour, colours that every screen shows alike, and white behind what is transparent in a JPEG."""
    profile = picture.info.get("icc_profile")
    clear = picture.mode in CLEAR or "transparency" in picture.info
    if picture.mode in DEEP:
        picture = picture.convert("I").point(lambda value: value / 256, "I").convert("L")
    elif picture.mode in ("1", "L") and not clear:
        picture = picture.convert("L")
    elif picture.mode == "CMYK":
        picture = in_srgb(picture, profile) or picture.convert("RGB")
    else:
        picture = picture.convert("RGBA" if clear else "RGB")
        picture = (in_srgb(picture, profile) if picture.mode == "RGB" else None) or picture
    if picture.mode == "RGBA" and wanted == "image/jpeg":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    return picture


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image | None:
    """Its colours without the profile that a device wrote; None when the profile says nothing usable."""
    if not profile:
        return None
    with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    return None


def written(picture: Image.Image, wanted: str, kept: dict[str, Any]) -> bytes:
    """The points and nothing else: no comment, no profile, no date."""
    picture.info = {}
    file = io.BytesIO()
    options = kept or ({} if wanted == "image/png" else {"quality": QUALITY})
    if wanted == "image/jpeg" and picture.mode == "L" and kept:
        options = {"qtables": dict(list(kept["qtables"].items())[:1])}
    picture.save(file, WRITTEN[wanted], **options)
    return file.getvalue()
