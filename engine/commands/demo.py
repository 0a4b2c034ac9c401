"""`run.py demo`: an invented city, ready to be tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.commands.french import told_in_french
from engine.commands.office import finish, make_office, utc_now
from engine.commands.serving import refuse_a_port_already_taken, serve_here


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="PORT", default=8000, help="Port d’écoute.", show_default=True
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DOSSIER",
    default=Path("data/demo"),
    help="Dossier des données.",
    show_default=True,
)
@told_in_french
def demo(port: int, data: Path) -> None:
    """Ouvre une ville fictive sur votre machine. Elle a des agents, et des dossiers à tous les stades."""
    from engine.settings import environment, load

    usual = {"PARVIS_THEME": "bordeaux", "PARVIS_URL": f"http://127.0.0.1:{port}"}
    settings = load({**usual, **environment(), "PARVIS_DATA": str(data), "PARVIS_DEMO": "oui"})
    refuse_a_port_already_taken("127.0.0.1", port)
    click.echo("Préparation de la ville de démonstration…")
    finish(prepare_demo(settings))
    click.echo(demo_welcome(settings.url))
    serve_here(settings, "127.0.0.1", port, worker=True)


async def prepare_demo(settings: Any) -> None:
    from engine.acts.demo import populate
    from engine.records import Agent
    from engine.records.store import migrate, open_store

    await migrate(settings)
    async with open_store(settings):
        office = await make_office(settings)(utc_now())
        if not await Agent.exists():
            await populate(office, utc_now())


DEMO_ACCOUNTS = (
    ("helene-marchand", "dirige tous les services : voit chaque dossier"),
    ("olivier-castaing", "responsable de l’espace public, neuf services"),
    ("samira-bouzid", "inscriptions à l’école"),
    ("marc-aubert", "domiciliation au CCAS"),
)
"""Four people of processes/_organisation.yaml who show four sizes of inbox."""


def demo_welcome(url: str) -> str:
    from engine.acts.demo import PASSWORD

    accounts = "\n".join(f"  {login:<18} {what}" for login, what in DEMO_ACCOUNTS)
    return f"""
Parvis est ouvert : {url}

Trois parcours à essayer
  1. Une personne : {url}/ puis « Signaler un problème dans la rue », jusqu’à l’accusé de réception.
     Gardez la référence et le code : ils ouvrent {url}/suivi
  2. Un agent : {url}/agents, ouvrez un dossier, demandez une précision, répondez.
  3. Un médiateur : {url}/mediation, aidez une personne, puis passez à la suivante.

Comptes des agents (mot de passe : {PASSWORD})
{accounts}

Les courriels ne partent pas : lisez-les sur {url}/-/courriels
Pour arrêter : Ctrl+C
"""
