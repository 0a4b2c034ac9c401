"""The size of the biggest real form: does a page cost more when the démarche around it has 511 questions?"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bench.asgi import Client
from bench.harness import most, pair
from engine.acts import draft as drafts
from engine.acts.reopen import OfficeKeeper
from engine.web.app import create_app

HEAD = """\
titre: Beaucoup de questions
resume: Pour mesurer.
famille: Mesures
pour: [particulier]
canaux: [web, telephone]
service: proximite
donnees_personnelles: {finalite: Mesurer, base: mission d’intérêt public, conservation: 1 an après la clôture}
formulaire:
"""
TAIL = """\
routage: [{sinon: proximite}]
delais:
  reponse: {objectif: 15 jours ouvrés}
scenarios:
  - nom: Tout
    depose: 2026-05-13 18:30
    attendu: {vers: proximite}
    reponses:
      fin2: oui
"""
PER_PAGE = 8
LAST = """\
  - page: Pour finir
    verifications:
      - {si: {fin1: fin}, message: « fin » ne dit rien., questions: [fin1]}
    eligibilite:
      - {si: {fin0: ailleurs}, message: Cette démarche n’est pas pour vous.}
    questions:
      - {id: fin0, type: texte, question: Une chose, facultatif: oui}
      - {id: fin1, type: texte, question: Une autre, facultatif: oui}
      - {id: fin2, type: oui-non, question: Et cela}
      - {id: fin3, type: texte, question: Laquelle, facultatif: oui, si: {fin2: oui}}
      - {id: fin4, type: date, question: Quel jour, facultatif: oui}
      - {id: fin5, type: nombre, question: Combien, facultatif: oui}
      - {id: fin6, type: calcul, question: Le double, formule: fin5 * 2, resultat: nombre}
      - {id: fin7, type: texte, question: Un dernier mot, facultatif: oui}
"""
"""The page that is measured: the same in both démarches, with all the others already answered."""


@dataclass
class Form:
    """A démarche written question by question, with answers that leave nothing to ask."""

    questions: int
    conditions: int
    groups: int
    documents: int
    lines: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    def written(self) -> str:
        """The text of the démarche: its last pages are the repeated groups, then comes the one that is measured."""
        left = self.questions - PER_PAGE
        numbers: Iterator[int] = iter(range(left))
        pages = -(-left // PER_PAGE)
        for page in range(pages):
            self.page(page, list(itertools.islice(numbers, PER_PAGE)), repeated=page >= pages - self.groups)
        return HEAD + "".join(self.lines) + LAST + TAIL + "".join(self.told())

    def told(self) -> Iterator[str]:
        """The answers as a scenario writes them."""
        for name, value in self.answers.items():
            yield f"      {name}: [{', '.join(map(in_file, value))}]\n" if isinstance(value, list) else ""
            yield f"      {name}: {in_file(value)}\n" if isinstance(value, bool | str) else ""

    def page(self, page: int, numbers: list[int], *, repeated: bool) -> None:
        self.lines.append(f"  - page: Page {page}\n")
        if repeated:
            self.lines.append(f"    repeter: {{id: groupe_{page}, max: 3, libelle: une chose}}\n")
        self.lines.append("    questions:\n")
        own: dict[str, Any] = {}
        for number in numbers:
            own |= self.question(number, numbers[0])
        self.answers |= {f"groupe_{page}": [own, dict(own)]} if repeated else own

    def question(self, number: int, first: int) -> dict[str, Any]:
        """The first of each page is asked of everybody, and decides of those under it."""
        wanted = ""
        if number > first and self.conditions > 0:
            self.conditions -= 1
            wanted = f", si: {{q{first}: oui}}"
        kind, value = ("oui-non", True) if number == first else ("texte", f"Une réponse {number}")
        if number > first and number % 3 == 2 and self.documents > 0:
            self.documents -= 1
            kind, value = "fichier", None
        optional = ", facultatif: oui" if number > first else ""
        self.lines.append(f"      - {{id: q{number}, type: {kind}, question: La chose {number}{optional}{wanted}}}\n")
        return {f"q{number}": value}


def in_file(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {in_file(one)}' for name, one in value.items() if one is not None)}}}"
    return "oui" if value is True else str(value)


LARGEST = {"questions": 511, "conditions": 258, "groups": 34, "documents": 31}
"""Of 445 real definitions; the page that is measured has the 259th condition."""
SMALL = {"questions": 20, "conditions": 5, "groups": 0, "documents": 1}


async def page_figures(settings: Any, now: datetime) -> list[str]:
    """The last page of both, everything before it answered: as it follows an answer, then as a server just started
    serves it, when it must judge the whole form."""
    forms = {"petite": Form(**SMALL), "grande": Form(**LARGEST)}
    for slug, form in forms.items():
        (settings.root / f"processes/{slug}.yaml").write_text(form.written(), "utf-8")
    app = create_app(settings, OfficeKeeper(settings), now=lambda: now)
    async with app.router.lifespan_context(app):
        office, clients = app.state.office, {}
        for slug, form in forms.items():
            draft, token = await drafts.start(office, slug, now)
            await drafts.save(draft, form.answers, now)
            path, cookie = f"/demarches/{slug}/page/pour-finir", f"parvis_brouillon.{slug}={token}"
            clients[slug] = Client(app, path, {"cookie": cookie})

        def anew(slug: str) -> Callable[[], Any]:
            async def get() -> None:
                app.state.office._under_way.clear()
                await clients[slug].get()

            return get

        names = ("Page de 511 questions contre 20", "… sans rien en mémoire")
        followed = await pair(clients["grande"].get, clients["petite"].get)
        first = await pair(anew("grande"), anew("petite"), calls=20)
    return [most(names[0], followed, 1.3), most(names[1], first, None)]
