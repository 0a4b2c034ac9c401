"""The accounts of the agents."""

from __future__ import annotations

import sys
from typing import Any

import click

from engine.commands.french import told_in_french
from engine.commands.office import in_office, utc_now


@click.group(subcommand_metavar="COMMANDE …")
def agent() -> None:
    """Les comptes des agents."""


@agent.command("add")
@click.argument("identifiant")
@click.option(
    "--role", type=click.Choice(["agent", "responsable", "administrateur"]), default="agent", show_default=True
)
@click.option(
    "--service",
    "services",
    metavar="SERVICE",
    multiple=True,
    help="Service suivi ; à répéter. Par défaut, ceux du fichier de la ville.",
)
@click.option("--nom", metavar="NOM", help="Nom, pour une personne absente du fichier de la ville.")
@click.option("--courriel", metavar="COURRIEL", help="Courriel, pour une personne absente du fichier de la ville.")
@told_in_french
def add_agent(identifiant: str, role: str, services: tuple[str, ...], nom: str | None, courriel: str | None) -> None:
    """Crée le compte d’une personne. Le mot de passe est demandé, ou lu sur l’entrée."""
    password = ask_password()

    async def add(office: Any) -> str:
        from engine.acts import signin
        from engine.errors import NotAllowed

        person = office.city.people.get(identifiant)
        if unknown := [unit for unit in services if unit not in office.city.units]:
            raise NotAllowed(f"« {unknown[0]} » n’est pas un service de la ville.")
        if person is None and not (nom and courriel):
            raise NotAllowed(f"« {identifiant} » n’est pas dans le fichier de la ville : donnez --nom et --courriel.")
        name, email = nom or person.name, courriel or person.email
        units = services or office.city.held_by(identifiant)
        made = await signin.add(identifiant, name, email, password, role, units, utc_now())
        return f"Compte créé : {made.name}, {made.role}, services : {', '.join(made.units) or 'aucun'}."

    click.echo(in_office(add))


def ask_password() -> str:
    if sys.stdin.isatty():
        return click.prompt("Mot de passe", hide_input=True, confirmation_prompt="Encore une fois")
    return sys.stdin.readline().rstrip("\n")


@agent.command("list")
@told_in_french
def list_agents() -> None:
    """Liste les comptes."""

    async def lines(office: Any) -> str:
        from engine.acts import signin

        found = await signin.everyone()
        return "\n".join(
            f"{one.login:<24} {one.role:<16} {'' if one.active else 'désactivé  '}{', '.join(one.units)}"
            for one in found
        )

    click.echo(in_office(lines) or "Aucun compte. Créez-en un avec « run.py agent add ».")


@agent.command("disable")
@click.argument("identifiant")
@told_in_french
def disable_agent(identifiant: str) -> None:
    """Ferme un compte et ses sessions. Les dossiers restent."""

    async def disable(office: Any) -> str:
        from engine.acts import signin

        await signin.disable(identifiant, utc_now())
        return f"Le compte « {identifiant} » est désactivé."

    click.echo(in_office(disable))
