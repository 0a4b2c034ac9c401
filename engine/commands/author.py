"""What helps who writes a démarche: it is told, compared, completed with scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.commands.french import told_in_french
from engine.commands.office import database_if_any, finish, read_moment, utc_now


def written_in(city: Any, slug: str) -> Any:
    """The démarche of that name as its file says it, when nothing in it blocks."""
    from engine.definition.catalogue import near_slug
    from engine.errors import NotAllowed

    name = Path(slug).stem
    if name in city.processes or (name in city.built and only_lacks_scenarios(city, name)):
        return city.built[name]
    if name in city.built:
        raise NotAllowed(f"« {name} » contient une erreur : lancez d’abord « run.py check processes/{name}.yaml ».")
    near = near_slug(name, city)
    meant = f"Vouliez-vous dire « {near} » ?" if near else f"Démarches : {', '.join(sorted(city.processes))}."
    raise NotAllowed(f"« {name} » n’est pas une démarche de la ville. {meant}")


def only_lacks_scenarios(city: Any, name: str) -> bool:
    files = city.built[name].process.sources
    faults = [one for one in city.problems if one.blocks and one.spot.file in files]
    return [one.sentence for one in faults] == ["Il manque « scenarios »."]


@click.command()
@click.argument("slug")
@click.option("--ecrire", is_flag=True, help="Les ajoute au fichier, sous « scenarios: ».")
@click.option("--depose", metavar="MOMENT", help="Le jour et l’heure du dépôt, par exemple 2026-05-13T10:00.")
@told_in_french
def scenarios(slug: str, ecrire: bool, depose: str | None) -> None:
    """Écrit un scénario pour chaque branche que rien n’essaie encore. À relire avant de s’y fier."""
    from zoneinfo import ZoneInfo

    from engine import branches
    from engine.definition import catalogue

    city = catalogue.load(Path.cwd())
    built = written_in(city, slug)
    moment = (read_moment(depose) if depose else utc_now()).astimezone(ZoneInfo("Europe/Paris"))
    if not depose:
        moment = built.process.open_at(moment.replace(hour=10, minute=0, second=0, microsecond=0))
    found = branches.complete(built, city.city, moment)
    for name in found.missed:
        click.echo(
            f"Aucune réponse trouvée pour : {name}. Écrivez ce scénario vous-même, ou revoyez sa condition.", err=True
        )
    if not found.scenarios:
        click.echo("Aucun scénario à ajouter.", err=True)
        return
    if not ecrire:
        click.echo(branches.text_of(found.scenarios), nl=False)
        return
    path = Path("processes") / f"{built.process.slug}.yaml"
    path.write_text(branches.added(path.read_text("utf-8"), found.scenarios), "utf-8")
    count = len(found.scenarios)
    click.echo(f"{path} : {count} {'scénarios ajoutés' if count > 1 else 'scénario ajouté'}, à relire.")


@click.command()
@click.argument("slug")
@click.option(
    "--format", "form", type=click.Choice(["md", "html", "svg"]), default="md", help="Texte, page ou dessins."
)
@click.option("--sortie", type=click.Path(path_type=Path), metavar="FICHIER", help="Écrit dans ce fichier.")
@told_in_french
def explain(slug: str, form: str, sortie: Path | None) -> None:
    """Raconte une démarche en une page : pour qui, quoi, quel chemin, qui la reçoit, quand, ce qui est gardé."""
    from engine.definition import catalogue
    from engine.explain import write
    from engine.explain.account import account

    city = catalogue.load(Path.cwd())
    told = account(written_in(city, slug).process, city.city, utc_now())
    page = {"md": write.markdown, "html": write.html, "svg": write.drawings}[form](told)
    if sortie is None:
        click.echo(page, nl=False)
    else:
        sortie.write_text(page, "utf-8")
        click.echo(f"Écrit : {sortie}")


@click.command()
@click.argument("ancien")
@click.argument("nouveau", required=False)
@told_in_french
def diff(ancien: str, nouveau: str | None) -> None:
    """Dit ce qui change entre deux fichiers, ou entre la version en ligne et le fichier d’une démarche.

    Une démarche seule (« run.py diff domiciliation ») se compare à sa version en ligne.
    """
    from engine.definition import catalogue, difference

    city = catalogue.load(Path.cwd())
    if nouveau is not None:
        old, new = (version_in(city, one) for one in (ancien, nouveau))
        click.echo(difference.told(difference.differences(old, new)))
        click.echo("\n" + (finish(held_by(new.slug)) if new.slug in city.built else ""), nl=False)
        return
    new = written_in(city, ancien).process
    old = finish(published(new.slug))
    if old is None:
        click.echo(f"« {new.slug} » n’a jamais été mise en ligne : tout est nouveau.")
        return
    click.echo(difference.told(difference.differences(old, new)))
    click.echo("\n" + finish(held_by(new.slug)), nl=False)


def version_in(city: Any, written: str) -> Any:
    """The démarche of a file anywhere, or of a name of the city."""
    from engine.definition import catalogue, source
    from engine.definition.blocks import readable
    from engine.errors import NotAllowed

    path = Path(written)
    if not path.is_file():
        return written_in(city, written).process
    file = source.read(path, f"processes/{path.stem}.yaml")
    built = catalogue.read_process(path.stem, file, city, None) if readable(file) else None
    if built is None or any(one.blocks and one.sentence != "Il manque « scenarios »." for one in built.problems):
        raise NotAllowed(f"« {written} » contient une erreur : lancez d’abord « run.py check {written} ».")
    return built.process


async def published(slug: str) -> Any:
    """The démarche as it is in force in the database, None when it never was."""
    from engine.acts import pinned
    from engine.definition.catalogue import compile_edition
    from engine.records.store import open_store

    settings = database_if_any()
    if settings is None:
        return None
    async with open_store(settings):
        edition = await pinned.in_force(slug)
        return compile_edition(slug, edition.sources) if edition else None


async def held_by(slug: str) -> str:
    from engine.acts import pinned
    from engine.records.store import open_store

    settings = database_if_any()
    if settings is None:
        return "Pas de base de données ici : les brouillons et les dossiers ne sont pas comptés.\n"
    async with open_store(settings):
        return (await pinned.pinned(slug, utc_now())).told() + "\n"
