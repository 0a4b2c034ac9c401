"""The front door: every command of Parvis. Help is in French, heavy imports wait for the command that needs them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, help="Parvis : une démarche, un fichier, une promesse tenue.")
def cli() -> None:
    pass


@cli.command(help="Vérifie les démarches, les blocs, la ville, les thèmes et les scénarios du dossier courant.")
@click.argument("fichiers", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["texte", "json"]), default="texte", help="Texte à lire, ou JSON.")
def check(fichiers: tuple[Path, ...], form: str) -> None:
    from engine import checker
    from engine.definition import report

    verdict = checker.check(Path.cwd(), fichiers)
    if form == "json":
        click.echo(json.dumps(report.to_json(verdict.problems), ensure_ascii=False, indent=2))
    else:
        click.echo(verdict.told())
    sys.exit(0 if verdict.passes else 1)


if __name__ == "__main__":
    cli()
