"""What stands beside every page of an author's preview: which version is shown, and what the checker says of this page.

None everywhere else: only `run.py preview` sets `app.state.preview`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from engine import french
from engine.acts.preview import Preview, Reading
from engine.errors import Problem
from engine.web.faulty import manual_page

INDEX = "/-/apercu"


@dataclass(frozen=True)
class Finding:
    """A finding of the checker, with the line it points at."""

    problem: Problem
    file: str
    line: str

    @property
    def manual(self) -> str:
        return manual_page(self.problem.code)


@dataclass(frozen=True)
class Beside:
    version: str
    told: str
    """What was saved, and which version is on the screen."""
    level: str
    """`danger` when the version saved is not the one shown, else nothing."""
    scenario: str
    moment: datetime
    findings: Sequence[Finding]
    """Those of the page on the screen."""
    elsewhere: int
    """How many others there are."""
    address: str
    """Of the page on the screen, to ask for it again."""
    posted: bool
    page: str
    """The address of the page of the form that is on the screen, if it is one, and only drawn."""
    index: bool
    ready: bool
    """Whether a version is in force: its journey can be walked."""
    filed: bool
    """Whether the page tells of a request that was sent: an agent may open it."""


def beside(request: Request) -> Beside | None:
    preview: Preview | None = getattr(request.app.state, "preview", None)
    if preview is None:
        return None
    path, reading = request.url.path, preview.reading
    shown = request.path_params.get("page", "") if is_form(request) else ""
    here = findings(preview, reading.on_page(shown)) if shown else ()
    chosen = preview.chosen
    return Beside(
        version=str(reading.number),
        told=told(request, preview),
        level="danger" if preview.good is not reading else "",
        scenario=chosen.name if chosen else "",
        moment=request.app.state.now(),
        findings=here,
        elsewhere=len(reading.problems) - len(here),
        address=f"{path}?{request.url.query}" if request.url.query else path,
        posted=request.method == "POST",
        page=path.removeprefix(f"{INDEX}/page/") if path.startswith(f"{INDEX}/page/") else "",
        index=path == INDEX,
        ready=preview.good is not None,
        filed=path in (f"/demarches/{preview.slug}/recu", "/suivi/dossier"),
    )


def is_form(request: Request) -> bool:
    return "/page/" in request.url.path


def findings(preview: Preview, problems: Sequence[Problem]) -> list[Finding]:
    """Errors first, each with its line as it is written."""
    ordered = sorted(problems, key=lambda problem: not problem.blocks)
    return [Finding(one, preview.shown(one.spot.file), written(preview.reading, one)) for one in ordered]


def written(reading: Reading, problem: Problem) -> str:
    lines = reading.lines.get(problem.spot.file, ())
    return lines[problem.spot.line - 1].strip() if 0 < problem.spot.line <= len(lines) else ""


def told(request: Request, preview: Preview) -> str:
    reading, good = preview.reading, preview.good
    saved = clock(request, reading.saved_at)
    if good is reading:
        return f"Version enregistrée à {saved}."
    wrong = f"La version enregistrée à {saved} a {french.count(len(reading.errors), 'erreur')} ;"
    if not reading.errors:
        wrong = f"La version enregistrée à {saved} ne peut pas être mise en service ;"
    if good is not None:
        return f"{wrong} voici la précédente, de {clock(request, good.saved_at)}."
    return f"{wrong} il n’y en a pas de précédente sans erreur. Voici ce qui peut être montré."


def clock(request: Request, instant: datetime) -> str:
    local = request.app.state.office.calendar.local(instant)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02}"
