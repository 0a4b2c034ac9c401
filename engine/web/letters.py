"""Letters ready to print: one sheet each, the address where the window of the envelope is, one by one or all of the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from engine import french, paper
from engine.acts import tell
from engine.acts.office import Office
from engine.definition import ways
from engine.definition.city import Unit
from engine.errors import NotAllowed, PaperError
from engine.language import LANGUAGES, Language
from engine.records import Case, Notice
from engine.records.notice import LETTER
from engine.web.acting import whole
from engine.web.handing import LIST, asked, mine
from engine.web.page import common, now, office, page, see, theme
from engine.web.signin import agents_only
from engine.web.task import Task, task


@dataclass(frozen=True)
class Part:
    """A paragraph or a heading, as lines."""

    lines: Sequence[str]
    heading: bool


@dataclass(frozen=True)
class Letter:
    notice: Notice
    reference: str
    sender: Unit
    recipient: Sequence[str]
    texts: Sequence[tuple[Language, Sequence[Part]]]
    large: bool
    dated: str


@agents_only
async def letters(request: Request) -> Response:
    """GET /agents/lettres: those of the day, as they will be printed."""
    return shown(request, [letter(request, one) for one in await mine(request, LETTER)], f"{request.url.path}.pdf")


@agents_only
async def one_letter(request: Request) -> Response:
    """GET /agents/lettres/{notice}."""
    return shown(request, [await asked_letter(request)], f"{request.url.path}/pdf")


@agents_only
async def letters_pdf(request: Request) -> Response:
    """GET /agents/lettres.pdf."""
    return await printed(request, [letter(request, one) for one in await mine(request, LETTER)])


@agents_only
async def one_pdf(request: Request) -> Response:
    """GET /agents/lettres/{notice}/pdf."""
    return await printed(request, [await asked_letter(request)])


@agents_only
async def posted(request: Request) -> Response:
    """POST /agents/lettres/parties: those that were printed, and only those, have left."""
    async with request.form(max_files=0) as form:
        gone = {whole(one, 0) for one in form.getlist("lettre")}
    for waits in await mine(request, LETTER):
        if waits.notice.id in gone:
            try:
                await tell.done(waits.notice, request.state.agent, now(request))
            except NotAllowed:  # someone noted it meanwhile
                continue
    return see(request, f"{LIST}?fait=remis")


# --- what they share


def shown(request: Request, found: Sequence[Letter], pdf: str) -> Response:
    return page(request, "pages/lettres.html", {"found": found, "pdf": pdf, "qr": code(office(request))})


async def printed(request: Request, found: Sequence[Letter]) -> Response:
    """The same as a PDF; the page, which prints as well, when there is none to be had."""
    context = {**common(request), "found": found, "qr": code(office(request))}
    try:
        async with request.app.state.letters:  # one at a time, however many clicks: each takes much memory
            content = await paper.pdf(theme(request).render("paper/letters.html", context))
    except PaperError:
        return shown(request, found, "")
    return Response(
        content, media_type="application/pdf", headers={"content-disposition": 'inline; filename="lettres.pdf"'}
    )


async def asked_letter(request: Request) -> Letter:
    notice = await asked(request)
    case = await Case.get(reference=notice.case_id)
    return letter(request, task(office(request), await office(request).process_of(case), case, notice))


def letter(request: Request, waits: Task) -> Letter:
    here, case = office(request), waits.case
    texts = waits.body.split(tell.FRENCH_BELOW)
    languages = [LANGUAGES[case.language], LANGUAGES["fr"]] if len(texts) > 1 else [LANGUAGES["fr"]]
    return Letter(
        notice=waits.notice,
        reference=case.reference,
        sender=here.city.unit(case.unit),
        recipient=[line for line in (case.contact_name, *case.contact_address.splitlines()) if line.strip()],
        texts=[(language, list(parts(text))) for language, text in zip(languages, texts, strict=False)],
        large=ways.LARGE in ways.needs(case.answers),
        dated=french.long_date(here.calendar.local(now(request))),
    )


def parts(text: str) -> Iterator[Part]:
    """Blank lines part paragraphs; a line all in capitals is a heading, as the templates of messages write them."""
    for block in text.strip().split("\n\n"):
        if lines := [line.strip() for line in block.split("\n") if line.strip()]:
            yield Part(lines, len(lines) == 1 and lines[0].isupper() and len(lines[0]) > 3)


def code(here: Office) -> str:
    """Leads to the tracking page; who follows it types their reference and code, which are on the letter."""
    return paper.qr(f"{here.settings.url}/suivi", "Page de suivi des demandes")
