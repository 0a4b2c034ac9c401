"""Every address of the product, on one screen."""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor
from starlette.routing import Route

from engine.settings import Settings
from engine.web import (
    browse,
    catalogue,
    comfort,
    completing,
    copies,
    correcting,
    desk,
    edition,
    elsewhere,
    filling,
    forget,
    group,
    handing,
    health,
    kit,
    later,
    letters,
    mediation,
    opinions,
    outbox,
    place,
    preview,
    receiving,
    remaining,
    resuming,
    sending,
    signin,
    spoken,
    static,
    texts,
    tracking,
    unsent,
    withdrawing,
)


class Rank(Convertor[int]):
    """A whole number of an address, as long as the databases compare; any other address is nobody's."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("rank", Rank())


def routes(settings: Settings) -> list[Route]:
    demo = [Route("/-/courriels", outbox.mails)] if settings.demo else []
    return [*before_sending(), *after_sending(), *around(), *for_agents(), *machinery(), *demo]


def before_sending() -> list[Route]:
    return [
        Route("/", catalogue.catalogue),
        Route("/demarches", browse.every),
        Route("/familles/{family}", browse.family),
        Route("/moments/{moment}", browse.life_event),
        Route("/plan-du-site", browse.site_map),
        Route("/demarches/{slug}", catalogue.start_page),
        Route("/demarches/{slug}/commencer", filling.start, methods=["POST"]),
        Route("/demarches/{slug}/page/{page}", filling.form_page, methods=["GET", "POST"]),
        Route("/demarches/{slug}/page/{page}/apercu", filling.preview, methods=["POST"]),
        Route("/demarches/{slug}/page/{page}/saisie", filling.typing, methods=["GET", "POST"]),
        Route("/demarches/{slug}/page/{page}/{number:rank}/saisie", filling.typing, methods=["GET", "POST"]),
        Route("/demarches/{slug}/page/{page}/{number:rank}", filling.form_page, methods=["GET", "POST"]),
        Route("/demarches/{slug}/page/{page}/{number:rank}/apercu", filling.preview, methods=["POST"]),
        Route("/demarches/{slug}/page/{page}/{number:rank}/retirer", group.remove, methods=["GET", "POST"]),
        Route("/demarches/{slug}/page/{page}/documents/{question}", receiving.receive, methods=["POST"]),
        Route("/demarches/{slug}/page/{page}/{number:rank}/documents/{question}", receiving.receive, methods=["POST"]),
        Route("/demarches/{slug}/page/{page}/adresses/{question}", filling.find_address, methods=["GET", "POST"]),
        Route(
            "/demarches/{slug}/page/{page}/{number:rank}/adresses/{question}",
            filling.find_address,
            methods=["GET", "POST"],
        ),
        Route("/demarches/{slug}/reste", remaining.remaining),
        Route("/demarches/{slug}/plus-tard", later.later, methods=["GET", "POST"]),
        Route("/demarches/{slug}/effacer", unsent.erase, methods=["GET", "POST"]),
        Route("/reprendre", resuming.back, methods=["GET", "POST"]),
        Route("/reprendre/{link}", resuming.back, methods=["GET", "POST"]),
        Route("/demarches/{slug}/ailleurs", elsewhere.elsewhere),
        Route("/demarches/{slug}/version", edition.version, methods=["GET", "POST"]),
        Route("/demarches/{slug}/verifier", sending.review, methods=["GET", "POST"]),
        Route("/demarches/{slug}/recu", sending.receipt),
    ]


def after_sending() -> list[Route]:
    return [
        Route("/suivi", tracking.find, methods=["GET", "POST"]),
        Route("/suivi/dossier", tracking.case),
        Route("/suivi/dossier/avis", opinions.ask, methods=["GET", "POST"]),
        Route("/suivi/dossier/copie", copies.copy, methods=["GET", "POST"]),
        Route("/suivi/dossier/copie/fichier", copies.file),
        Route("/suivi/dossier/corriger", correcting.asked, methods=["GET", "POST"]),
        Route("/suivi/dossier/corriger/{page}", correcting.own, methods=["GET", "POST"]),
        Route("/suivi/dossier/corriger/{page}/{number:rank}", correcting.own, methods=["GET", "POST"]),
        Route("/suivi/dossier/message", tracking.write, methods=["POST"]),
        Route("/suivi/dossier/action/{act}", withdrawing.confirm),
        Route("/suivi/dossier/action/{act}", tracking.act, methods=["POST"]),
        Route("/suivi/dossier/action/{act}/apercu", tracking.preview, methods=["POST"]),
        Route("/suivi/dossier/documents", completing.add, methods=["POST"]),
        Route("/suivi/dossier/documents/{document}", tracking.document),
    ]


def around() -> list[Route]:
    """What stands beside any page: leaving, comfort, language, help, texts."""
    return [
        Route("/terminer", forget.leave, methods=["POST"]),
        Route("/termine", forget.left),
        Route("/confort", comfort.set_comfort, methods=["POST"]),
        Route("/langue", spoken.set_language, methods=["POST"]),
        Route("/mediation", mediation.welcome),
        Route("/mediation/personne", mediation.next_person, methods=["POST"]),
        Route("/mediation/fin", mediation.finish, methods=["POST"]),
        Route("/accessibilite", texts.accessibility),
        Route("/donnees-personnelles", texts.personal_data),
        Route("/modalites", texts.ways_to_reach),
    ]


def for_agents() -> list[Route]:
    return [
        Route("/agents", desk.inbox),
        Route("/agents/connexion", signin.sign_in, methods=["GET", "POST"]),
        Route("/agents/deconnexion", signin.sign_out, methods=["POST"]),
        Route("/agents/dossiers/{reference}", desk.case),
        Route("/agents/dossiers/{reference}/{act}", desk.act, methods=["POST"]),
        Route("/agents/dossiers/{reference}/{act}/apercu", desk.preview, methods=["POST"]),
        Route("/agents/dossiers/{reference}/corrections/lues", desk.corrections_read, methods=["POST"]),
        Route("/agents/dossiers/{reference}/corrections/retirer", desk.corrections_withdrawn, methods=["POST"]),
        Route("/agents/documents/{document}", desk.document),
        Route("/agents/a-remettre", handing.tasks),
        Route("/agents/envois/{notice:rank}/fait", handing.done, methods=["POST"]),
        Route("/agents/envois/{notice:rank}/appel", handing.called, methods=["POST"]),
        Route("/agents/envois/{notice:rank}/autrement", handing.otherwise, methods=["POST"]),
        Route("/agents/lettres", letters.letters),
        Route("/agents/lettres.pdf", letters.letters_pdf),
        Route("/agents/lettres/parties", letters.posted, methods=["POST"]),
        Route("/agents/lettres/{notice:rank}", letters.one_letter),
        Route("/agents/lettres/{notice:rank}/pdf", letters.one_pdf),
    ]


def machinery() -> list[Route]:
    """For robots, monitoring and those who build."""
    return [
        Route("/robots.txt", browse.robots),
        Route("/sitemap.xml", browse.sitemap),
        Route("/carte.json", place.town_map),
        Route("/sante", health.health),
        Route("/-/kit", kit.kit),
        Route("/static/{digest}/{name:path}", static.asset),
    ]


def preview_routes() -> list[Route]:
    """Those of an author on their own machine (run.py preview); they exist nowhere else."""
    drawn = "/-/apercu/page/{page}"
    return [
        Route("/-/apercu", preview.index),
        Route("/-/apercu/version", preview.version),
        Route("/-/apercu/scenario", preview.choose, methods=["POST"]),
        Route(drawn, preview.draw_page),
        Route(f"{drawn}/{{number:int}}", preview.draw_page),
        Route("/-/apercu/fermee", preview.draw_closed),
        Route("/-/apercu/ailleurs/{page}/{number:int}", preview.draw_elsewhere),
        Route("/-/apercu/etape/{step}", preview.draw_step),
        Route("/-/apercu/etape/{step}/agent", preview.draw_step_for_agent),
        Route("/-/apercu/messages", preview.draw_messages),
        Route("/-/apercu/aller", preview.go, methods=["POST"]),
        Route("/-/apercu/envoyer", preview.send, methods=["POST"]),
        Route("/-/apercu/suivre", preview.follow, methods=["POST"]),
        Route("/-/apercu/agent", preview.as_agent, methods=["POST"]),
        Route("/-/courriels", outbox.mails),
    ]
