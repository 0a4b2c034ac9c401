"""HTML -> a tagged PDF (PDF/UA-1) in a process of its own, and the drawing of a QR code.

The engine of PDF is heavy and may be absent: it is loaded by a child process only, which is stopped when it takes too
long. It fetches nothing: styles and pictures are inside the HTML. Knows neither cases nor templates.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from engine.errors import PaperError

WITHIN = 30.0
"""Seconds after which a file is given up."""
LARGEST = 4 * 1024 * 1024
"""Characters of HTML: a very long file would take minutes."""
MEMORY = 2 * 1024**3
HERE = Path(__file__).resolve().parent.parent
"""Where this very engine is found by the child process."""


async def pdf(html: str, *, within: float = WITHIN) -> bytes:
    """A whole HTML page, with its lang and its title, as a tagged PDF. PaperError when there is none to be had."""
    if len(html) > LARGEST:
        raise PaperError("too much to print")
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "engine.paper",
        str(int(within) + 1),
        cwd=HERE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        made, said = await asyncio.wait_for(child.communicate(html.encode()), within)
    except TimeoutError:
        raise PaperError(f"not ready after {within:g} seconds") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode or not made.startswith(b"%PDF-"):
        raise PaperError(said.decode(errors="replace").strip().rpartition("\n")[2] or f"code {child.returncode}")
    return made


def qr(address: str, words: str) -> str:
    """An address as a QR code: an SVG to put in a page as it is. `words` say what it leads to for who cannot see it."""
    import segno

    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=3, title=words, svgclass="qr", lineclass=None)
    return drawn.replace("<svg", '<svg role="img"', 1)


def press(seconds: int) -> None:
    """The work of the child process: HTML in, PDF out, within bounds."""
    import os
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(10)  # pages come first

    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    inside_only = URLFetcher(allowed_protocols={"data"})
    read = HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=inside_only)
    sys.stdout.buffer.write(read.write_pdf(pdf_variant="pdf/ua-1"))


if __name__ == "__main__":
    press(int(sys.argv[1]))
