"""Every state a citizen's page can be in, and how a robot gets there. A new state is one function here.

`tests/walk.py` fills a démarche in a browser and calls, at each moment of the road, the states declared for that
moment. A state leaves the browser where it found it, or anywhere when it is one of the last ones (`at="after"`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.walk import Walk

Reach = Callable[["Walk"], object]

MOMENTS = ("start", "check", "receipt", "after")
"""On the start page, the check page, the receipt; then with a case to follow (`walk.reference`, `walk.code`)."""

STATES: list[tuple[str, str, Reach]] = []


def state(name: str, *, at: str) -> Callable[[Reach], Reach]:
    """Declare how to reach a state; the page reached is looked at, unless the function looks at several itself."""
    assert at in MOMENTS, at

    def kept(reach: Reach) -> Reach:
        STATES.append((name, at, reach))
        return reach

    return kept


def states_of(moment: str) -> list[tuple[str, Reach]]:
    return [(name, reach) for name, at, reach in STATES if at == moment]


@contextmanager
def lent(walk: Walk) -> Iterator[None]:
    """On a computer lent by a mediator, or a terminal, as long as it lasts; then as it was."""
    walk.page.context.add_cookies([{"name": "parvis_mediation", "value": "oui", "url": walk.site}])
    yield
    walk.page.context.clear_cookies(name="parvis_mediation")


# --- before, while and just after sending


@state("accueil de la démarche", at="start")
def start(walk: Walk) -> None:
    assert walk.page.url.endswith(walk.road), walk.page.url


@state("accueil de la démarche, ordinateur prêté", at="start")
def start_lent(walk: Walk) -> None:
    with lent(walk):
        walk.open("/mediation")
        walk.look("médiation")
        walk.open(walk.road)
        walk.look("accueil de la démarche, ordinateur prêté")
    walk.open(walk.road)


@state("vérification", at="check")
def check(walk: Walk) -> None:
    assert walk.page.url.endswith("/verifier"), walk.page.url


@state("vérification, ordinateur prêté", at="check")
def check_lent(walk: Walk) -> None:
    with lent(walk):
        walk.page.reload()
        walk.look("vérification, ordinateur prêté")
    walk.page.reload()


@state("ce qui reste à remplir", at="check")
def remaining(walk: Walk) -> None:
    walk.aside("ce qui reste à remplir", f"{walk.road}/reste")
    walk.aside("continuer plus tard", f"{walk.road}/plus-tard")
    walk.aside("effacer ses réponses", f"{walk.road}/effacer")
    walk.open(f"{walk.road}/verifier")


@state("accusé de réception", at="receipt")
def receipt(walk: Walk) -> None:
    assert walk.page.url.endswith("/recu"), walk.page.url


# --- following


@state("suivi, à remplir", at="after")
def tracking_empty(walk: Walk) -> None:
    walk.open("/suivi")


@state("suivi, code faux", at="after")
def tracking_wrong(walk: Walk) -> None:
    walk.person.fill_page({"reference": walk.reference, "code": "ABC-DEF-GHJ"})
    assert walk.page.title().startswith("Erreur : ")


@state("suivi", at="after")
def tracking(walk: Walk) -> None:
    walk.follow_case()


@state("suivi, message vide", at="after")
def message_empty(walk: Walk) -> None:
    walk.send_message("")
    assert walk.page.title().startswith("Erreur : ")


@state("suivi, message envoyé", at="after")
def message_sent(walk: Walk) -> None:
    walk.send_message("Bonjour, je complète ma demande.")
    assert re.search(r"message=envoye", walk.page.url), walk.page.url


@state("copie de la demande", at="after")
def copy(walk: Walk) -> None:
    walk.open("/suivi/dossier/copie")


@state("correction d’une réponse", at="after")
def correction(walk: Walk) -> None:
    """By the first « Modifier » of the answers sent, when the démarche lets them be corrected."""
    walk.open("/suivi/dossier")
    links = walk.page.locator("main .change a")
    if links.count():
        walk.open(links.first.get_attribute("href"))


@state("retirer sa demande", at="after")
def withdrawal(walk: Walk) -> None:
    walk.open("/suivi/dossier")
    links = walk.page.locator("main a[href^='/suivi/dossier/action/']")
    if links.count():
        walk.open(links.first.get_attribute("href"))


@state("reprendre, à remplir", at="after")
def resume(walk: Walk) -> None:
    walk.open("/reprendre")


@state("reprendre, code faux", at="after")
def resume_wrong(walk: Walk) -> None:
    walk.person.fill_page({})
    assert walk.page.title().startswith("Erreur : ")


# --- leaving


@state("réponses effacées", at="after")
def expired(walk: Walk) -> None:
    """The draft is no more: too old, or left on a lent computer."""
    walk.page.context.clear_cookies(name=f"parvis_brouillon.{walk.process.slug}")
    walk.open(f"{walk.road}/page/{walk.process.pages[0].id}")
    assert not walk.page.locator("form.questions").count()


@state("terminé, ordinateur prêté", at="after")
def left(walk: Walk) -> None:
    with lent(walk):
        walk.open("/suivi")
        walk.page.get_by_role("button", name="Terminer et quitter").click()
        walk.page.wait_for_url("**/mediation")
        walk.look("médiation, personne suivante")
    walk.open("/suivi")
    walk.page.get_by_role("button", name="Terminer et quitter").click()
    walk.page.wait_for_url("**/termine")
