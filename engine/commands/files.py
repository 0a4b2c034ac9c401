"""The files of the city: judged, translated, described to editors, taken from elsewhere."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from engine.commands.french import told_in_french
from engine.commands.office import utc_now
from engine.language import OTHERS

DOCS_SCHEMAS = Path("docs/schema")


@click.command()
@click.argument("fichiers", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["texte", "json"]), default="texte", help="Texte à lire, ou JSON.")
@click.option("--couverture", is_flag=True, help="Montre ce que les scénarios ne voient jamais.")
@told_in_french
def check(fichiers: tuple[Path, ...], form: str, couverture: bool) -> None:
    """Vérifie tout : démarches, blocs, ville, thèmes, scénarios. Sort avec 1 s’il y a une erreur."""
    from engine import checker
    from engine.definition import report

    verdict = checker.check(Path.cwd(), fichiers)
    if form == "json":
        click.echo(json.dumps(report.to_json(verdict.problems), ensure_ascii=False, indent=2))
    else:
        click.echo(verdict.told())
    if couverture:
        click.echo(f"\n{verdict.coverage()}")
    sys.exit(0 if verdict.passes else 1)


@click.command()
@click.argument("nom", metavar="DEMARCHE")
@click.argument("langue", type=click.Choice(list(OTHERS)))
@click.option("--verifier", is_flag=True, help="Dit ce qui manque, sans rien écrire.")
@click.option(
    "--relu", "relus", multiple=True, metavar="CLE", help="Cette traduction reste juste. « tout » pour toutes."
)
@told_in_french
def translate(nom: str, langue: str, verifier: bool, relus: tuple[str, ...]) -> None:
    """Prépare la traduction d’une démarche et de ses blocs, garde ce qui existe, compte ce qui manque."""
    from engine.definition import skeleton

    sheets = skeleton.of_process(Path.cwd(), nom, langue, relus)
    for file, sheet in sheets.items():
        if not verifier:
            Path(file).write_text(sheet.text, "utf-8")
        click.echo(sheet.told(file))
    if verifier and any(sheet.unfinished for sheet in sheets.values()):
        sys.exit(1)


@click.command()
@click.option("--ecrire", is_flag=True, help="Écrit les schémas dans docs/schema, la référence et la liste des codes.")
@click.argument("nom", type=click.Choice(["demarche", "bloc", "organisation"]), default="demarche")
@told_in_french
def schema(nom: str, ecrire: bool) -> None:
    """Donne le schéma JSON (draft-07) qui aide votre éditeur."""
    from engine.definition.jsonschema import SCHEMAS

    if not ecrire:
        click.echo(as_json(SCHEMAS[nom]()))
        return
    DOCS_SCHEMAS.mkdir(parents=True, exist_ok=True)
    for name, make in SCHEMAS.items():
        (DOCS_SCHEMAS / f"{name}.json").write_text(as_json(make()) + "\n", "utf-8")
        click.echo(f"{DOCS_SCHEMAS / name}.json")
    from engine import manual
    from engine.definition import reference

    pages = {
        manual.FOLDER / "README.md": manual.index(Path.cwd()),
        manual.FOLDER.parent / "reference.md": reference.page(),
    }
    for path, text in pages.items():
        path.write_text(text, "utf-8")
        click.echo(path)


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


@click.command("import")
@click.argument("plateforme", type=click.Choice(["publik", "demarche-numerique"]))
@click.argument("fichiers", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--service", metavar="ID", default="", help="Le service qui reçoit les demandes.")
@click.option(
    "--vers", type=click.Path(path_type=Path), metavar="DOSSIER", default=Path(), help="Le dossier de la ville."
)
@click.option("--remplacer", is_flag=True, help="Écrit par-dessus les fichiers déjà là.")
@told_in_french
def import_(plateforme: str, fichiers: tuple[Path, ...], service: str, vers: Path, remplacer: bool) -> None:
    """Reprend une démarche d’une autre plateforme, et dit ce qui est gardé, approché ou laissé."""
    from engine import checker
    from engine.imports import files

    done = files.convert(plateforme, fichiers, vers, utc_now(), service)
    written = files.write(done, vers, replace=remplacer)
    for one in done:
        report = vers / f"import-{one.slug}.md"
        report.write_text(one.report.markdown(), "utf-8")
        click.echo(one.report.markdown())
        click.echo(f"Rapport : {report}\n")
    verdict = checker.check(vers, [path for path in written if path.suffix == ".yaml"])
    click.echo(verdict.told())
    sys.exit(0 if verdict.passes else 1)
