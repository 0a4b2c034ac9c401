"""Files to print: tagged, titled, readable in every script, fetched from nowhere, and never waited for too long."""

import asyncio
import html
import io
import json
import re

import pypdf
import pytest

from engine import paper
from engine.errors import PaperError
from tests.cities import ROOT, SAMPLES
from tests.paper_check import faults, images, read, tags

QR = paper.qr("https://demarches.ville.example/suivi", "Code à photographier : la page de suivi")

STYLE = (ROOT / "themes/base/static/paper.css").read_text("utf-8")


def sheet(body, lang="fr", title="Copie de votre demande – Ville"):
    return f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><style>{STYLE}</style><title>{title}</title><body>{body}</body></html>'


@pytest.fixture(scope="module")
def ordinary():
    body = f"<h1>Votre demande</h1><h2>Vos réponses</h2><dl><div><dt>Nom</dt><dd>Zoé</dd></div></dl>{QR}"
    return asyncio.run(made(sheet(body)))


async def made(written):
    try:
        return await paper.pdf(written, within=120)
    except PaperError as error:
        if "cannot load library" in str(error) or "No module named 'weasyprint'" in str(error):
            pytest.skip("the PDF engine is not installed: apt-get install libpango-1.0-0 libpangoft2-1.0-0")
        raise


async def test_a_file_keeps_what_pdf_ua_asks(ordinary):
    assert faults(ordinary) == []
    assert [one for one in tags(ordinary) if one in ("H1", "H2", "L", "Figure")] == ["H1", "H2", "L", "Figure"]
    assert images(ordinary) == ["Code à photographier : la page de suivi"]


async def test_the_check_of_files_sees_what_is_missing():
    untold = await made(
        sheet(
            '<h1>Titre</h1><p>Mots</p><img src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 width=%229%22 height=%229%22><rect width=%229%22 height=%229%22/></svg>">'
        )
    )
    assert faults(untold) == ["an image has no alternative"]
    assert faults(await made(sheet("<p>Mots</p>", lang="", title=""))) == ["no language", "no title", "no heading"]


async def test_titles_of_the_page_are_bookmarks(ordinary):
    assert [one.title for one in pypdf.PdfReader(io.BytesIO(ordinary)).outline if not isinstance(one, list)] == [
        "Votre demande"
    ]


async def test_nothing_is_fetched_from_anywhere(tmp_path):
    (tmp_path / "secret.txt").write_text("le secret de la ville")
    body = f'<h1>Vu</h1><link rel="stylesheet" href="http://127.0.0.1:9/x.css"><img alt="x" src="file://{tmp_path}/secret.txt"><a rel="attachment" href="file://{tmp_path}/secret.txt">y</a><p>Fin</p>'
    written = await made(sheet(body))
    assert "Fin" in read(written)
    assert not pypdf.PdfReader(io.BytesIO(written)).attachments


async def test_a_file_too_slow_is_given_up_and_leaves_no_process(monkeypatch):
    with pytest.raises(PaperError, match="not ready after"):
        await paper.pdf(sheet("<p>mot</p>" * 50_000), within=0.2)


async def test_a_file_too_long_is_refused_at_once():
    with pytest.raises(PaperError, match="too much"):
        await paper.pdf("a" * (paper.LARGEST + 1))


@pytest.mark.parametrize(
    "written", ["مرحبا بالعالم", "שלום עולם", "Ελλάδα", "Nguyễn Thị Ánh", "Đặng", "张伟", "Анастасия", "ทดสอบ"]
)
async def test_every_script_is_written_and_read_again(written):
    assert plain(written) in plain(read(await made(sheet(f'<h1>Nom</h1><p dir="auto">{written}</p>'))))


async def test_strings_that_break_software_break_no_file():
    if not (SAMPLES / "security/blns.json").is_file():
        pytest.skip("the naughty strings are not beside the repository")
    strings = [one for one in json.loads((SAMPLES / "security/blns.json").read_text("utf-8")) if one.strip()]
    body = "".join(f'<p dir="auto">{html.escape(one)}</p>' for one in strings)
    written = read(await made(sheet(f"<h1>Chaînes</h1>{body}<p>Fin de la copie</p>")))
    assert "Fin de la copie" in written
    latin = [one for one in strings if one.isascii() and one.isprintable()]
    lost = [one for one in latin if joined(one) not in joined(written)]
    assert lost == []


def plain(text):
    """Without spaces, line ends and the marks that say which way a text runs."""
    return re.sub(r"[\s\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


def joined(text):
    """A hyphen at the end of a line is taken by pdftotext for a word cut in two."""
    return plain(text).replace("-", "")
