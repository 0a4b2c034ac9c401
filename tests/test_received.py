"""Files as they arrive: what they truly are decides, pictures are made anew, hostile ones are told apart in a sentence."""

import asyncio
import io
import time

import pytest
from PIL import Image

from engine.acts.demo.paper import pdf
from engine.acts.examine import SENTENCES, examine
from engine.errors import Refusal
from engine.fields.fichier import DEFAULT_FORMATS, FORMATS, accepted
from engine.received import apart, unfit
from tests.files import (
    archive,
    bomb,
    from_phone,
    office_document,
    old_office,
    open_document,
    pdf_with,
    photo,
)

MEGABYTE = 1024 * 1024
ALL = tuple(FORMATS)


async def kept(name, content, formats=DEFAULT_FORMATS):
    return await examine(name, content, formats, 20 * MEGABYTE)


async def refused(name, content, formats=DEFAULT_FORMATS, largest=20 * MEGABYTE):
    with pytest.raises(Refusal) as why:
        await examine(name, content, formats, largest)
    assert name[-190:] in why.value.sentence
    assert why.value.sentence.endswith(".")
    return why.value.code


def opened(fit):
    return Image.open(io.BytesIO(fit.content))


# --- photographs


async def test_a_photograph_is_upright_and_no_longer_says_where_it_was_taken():
    sent = from_phone()
    fit = await kept("cour.jpg", sent)
    picture = opened(fit)
    assert picture.size == (32, 64)  # on its side, as sent: 64 x 32
    assert picture.getpixel((16, 4))[0] > 200  # what was on the left is now on top
    assert not picture.getexif()
    assert not picture.info.keys() - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Camille" in sent
    assert b"Camille" not in fit.content
    assert b"ma cour" not in fit.content
    assert fit.sent_sha256 != (await kept("cour.jpg", fit.content)).sent_sha256


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_each_way_of_holding_a_phone_is_understood(orientation):
    fit = await kept("cour.jpg", from_phone(orientation=orientation))
    picture, along = opened(fit), orientation < 5
    assert picture.size == ((64, 32) if along else (32, 64))
    reds = {1: (4, 16), 2: (60, 16), 3: (60, 16), 4: (4, 16), 5: (16, 4), 6: (16, 4), 7: (16, 60), 8: (16, 60)}
    assert picture.getpixel(reds[orientation])[0] > 200


async def test_a_photograph_of_an_apple_phone_becomes_one_that_everyone_opens():
    pytest.importorskip("pillow_heif").register_heif_opener()
    fit = await kept("IMG_0042.HEIC", from_phone("HEIF"))
    assert (fit.name, fit.media_type) == ("IMG_0042.jpg", "image/jpeg")
    assert opened(fit).format == "JPEG"
    assert opened(fit).size in ((32, 64), (64, 32))
    assert not opened(fit).getexif()


async def test_what_a_phone_takes_is_turned_into_what_the_question_asks():
    assert (await kept("a.webp", photo("WEBP"), ("jpg",))).media_type == "image/jpeg"
    assert (await kept("a.webp", photo("WEBP"), ("webp",))).media_type == "image/webp"
    assert (await kept("a.jpg", photo(), ("png",))).name == "a.png"
    assert await refused("a.jpg", photo(), ("pdf",)) == "format-refuse"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("quadri.jpg", photo(mode="CMYK")),
        ("gris.jpg", photo(mode="L")),
        ("palette.png", photo("PNG", mode="P", transparency=0)),
        ("fax.png", photo("PNG", mode="1")),
        ("gris-et-clair.png", photo("PNG", mode="LA")),
        ("clair.png", photo("PNG", mode="RGBA")),
        ("seize-bits.png", photo("PNG", mode="I;16") if hasattr(Image, "core") else b""),
        ("animee.webp", photo("WEBP", save_all=True, append_images=[Image.new("RGB", (8, 8), "green")])),
        ("animee.png", photo("PNG", save_all=True, append_images=[Image.new("RGB", (8, 8), "green")])),
        ("mpo.jpg", photo("MPO", save_all=True, append_images=[Image.new("RGB", (8, 8), "green")])),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
@pytest.mark.parametrize("wanted", ["jpg", "png", "webp"])
async def test_every_kind_of_picture_becomes_a_plain_one(name, content, wanted):
    fit = await kept(name, content, (wanted,))
    picture = opened(fit)
    assert picture.size == (8, 8)
    assert picture.mode in ("RGB", "RGBA", "L")
    assert getattr(picture, "n_frames", 1) == 1
    picture.load()


async def test_a_deep_grey_keeps_its_shades():
    deep = Image.new("I;16", (4, 4), 40_000)
    file = io.BytesIO()
    deep.save(file, "PNG")
    assert opened(await kept("radio.png", file.getvalue())).getpixel((0, 0)) in (155, 156, 157)


async def test_what_is_transparent_is_white_in_a_jpeg():
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    file = io.BytesIO()
    clear.save(file, "PNG")
    assert opened(await kept("signature.png", file.getvalue(), ("jpg",))).getpixel((1, 1)) == (255, 255, 255)


async def test_a_photograph_is_not_made_heavier_by_being_made_anew():
    noise = Image.effect_noise((800, 600), 60).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "JPEG", quality=60)
    fit = await kept("herbe.jpg", file.getvalue())
    assert len(fit.content) < 1.1 * len(file.getvalue())


async def test_a_small_file_that_opens_to_an_immense_picture_is_refused_at_once():
    content = bomb()
    assert len(content) < 20_000
    began = time.perf_counter()
    assert await refused("plan.png", content) == f"document-{unfit.TOO_LARGE}"
    assert time.perf_counter() - began < 10


async def test_a_very_large_photograph_is_made_smaller_rather_than_refused():
    fit = await kept("voute.jpg", photo(size=(9000, 6000), quality=20))
    assert opened(fit).size == (4500, 3000)


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_cut_short_is_told(format, keep):
    noise = Image.effect_noise((200, 200), 60).convert("RGB")
    file = io.BytesIO()
    noise.save(file, format)
    content = file.getvalue()
    cut = content[: int(len(content) * keep)]
    assert await refused(f"cour.{format.lower()}", cut, ALL) == f"document-{unfit.DAMAGED}"


async def test_a_decoder_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE", 0.01)
    assert await refused("cour.jpg", photo()) == f"document-{unfit.TOO_LARGE}"


async def test_the_pages_do_not_wait_while_a_picture_is_opened():
    async def beats():
        worst, last = 0.0, time.perf_counter()
        while not done.is_set():
            await asyncio.sleep(0.005)
            worst, last = max(worst, time.perf_counter() - last), time.perf_counter()
        return worst

    done = asyncio.Event()
    watching = asyncio.create_task(beats())
    content = photo(size=(4000, 3000))
    began = time.perf_counter()
    await kept("cour.jpg", content)
    lasted = time.perf_counter() - began
    done.set()
    assert await watching < lasted / 2


# --- documents


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("plan.pdf", pdf("plan"), "pdf"),
        ("lettre.docx", office_document("word"), "docx"),
        ("comptes.xlsx", office_document("xl"), "xlsx"),
        ("lettre.odt", open_document("text"), "odt"),
        ("comptes.ods", open_document("spreadsheet"), "ods"),
        ("lettre.doc", old_office("WordDocument"), "doc"),
        ("comptes.xls", old_office("Workbook"), "xls"),
    ],
)
async def test_an_office_document_is_accepted_where_its_format_is(name, content, format):
    fit = await kept(name, content, (format,))
    assert (fit.name, fit.content, fit.media_type) == (name, content, FORMATS[format][0])
    assert await refused(name, content, ("pdf",) if format != "pdf" else ("odt",)) == "format-refuse"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("facture.pdf", b"MZ\x90\0" + bytes(100)),
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("dessin.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("anim.gif", photo("GIF")),
        ("dossier.zip", archive(a="b")),
        ("presque.docx", b"PK\x03\x04" + bytes(50)),
        ("vieux.doc", old_office("Rien")),
        ("texte.pdf", b"Bonjour"),
    ],
)
async def test_what_a_file_truly_is_decides(name, content):
    assert await refused(name, content, ALL) == "format-refuse"


async def test_the_name_that_is_kept_says_what_the_file_is():
    assert (await kept("plan.exe", pdf("plan"))).name == "plan.exe.pdf"
    assert (await kept("plan.jpg", pdf("plan"))).name == "plan.pdf"
    assert (await kept("plan", pdf("plan"))).name == "plan.pdf"
    assert (await kept("Plan.PDF", pdf("plan"))).name == "Plan.PDF"
    assert (await kept("cour.JPEG", photo())).name == "cour.JPEG"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Zoé\\plan.pdf", "plan.pdf"),
        ("plan\r\nX-Evil: 1.pdf", "planX-Evil: 1.pdf"),
        ("plan\u202efdp.exe.pdf", "planfdp.exe.pdf"),  # letters that turn the reading around
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("\u0000.pdf", ".pdf"),
        ("مخطط.pdf", "مخطط.pdf"),
    ],
)
async def test_a_name_is_only_words_to_show(sent, shown):
    assert (await kept(sent, pdf("plan"))).name == shown


async def test_empty_and_heavy_files_are_told():
    assert await refused("vide.pdf", b"") == "document-vide"
    assert await refused("lourd.pdf", pdf("a") + bytes(MEGABYTE), largest=MEGABYTE) == "trop-lourd"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("protege.pdf", pdf_with(password="secret"), unfit.LOCKED),
        ("lance.pdf", pdf_with(launch="cmd.exe"), unfit.RUNS),
        ("coupe.pdf", pdf("plan")[:-40], unfit.DAMAGED),
        ("double.pdf", pdf("plan") + archive(a="b"), unfit.HIDES),
        ("macro.docx", office_document("word", "word/vbaProject.bin"), unfit.RUNS),
        ("macro.odt", open_document(**{"Basic/Standard/Module1.xml": "<x/>"}), unfit.RUNS),
        ("macro.xls", old_office("Workbook", "_VBA_PROJECT"), unfit.RUNS),
        ("protege.docx", old_office("EncryptedPackage"), unfit.LOCKED),
        ("protege.odt", open_document(**{"META-INF/manifest.xml": "<a><encryption-data/></a>"}), unfit.LOCKED),
    ],
)
async def test_what_cannot_be_opened_safely_says_what_to_send_instead(name, content, reason):
    assert await refused(name, content, ALL) == f"document-{reason}"


def test_every_reason_has_its_sentence():
    assert set(SENTENCES) == {value for name, value in vars(unfit).items() if name.isupper()}


async def test_a_form_with_calculations_is_kept_and_known_to_run_something():
    assert (await kept("cerfa.pdf", pdf_with(script="app.alert(1)"))).active
    assert not (await kept("plan.pdf", pdf("plan"))).active
    assert (await kept("etrange.pdf", b"%PDF-1.7\n" + bytes(99) + b"%%EOF")).active  # what cannot be followed


async def test_a_pdf_that_only_forbids_printing_is_no_locked_pdf():
    assert (await kept("avis.pdf", pdf_with(password=""))).media_type == "application/pdf"


def test_the_file_dialog_shows_what_a_phone_takes_and_what_a_computer_names():
    asked = accepted(("pdf", "jpg")).split(",")
    assert {".pdf", ".jpg", ".jpeg", ".heic", "image/jpeg", "image/heic"} <= set(asked)
    assert not [one for one in accepted(("pdf", "docx")).split(",") if "image" in one]
