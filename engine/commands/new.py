"""`run.py new`: six questions, a first démarche."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.commands.french import told_in_french
from engine.commands.office import utc_now

if TYPE_CHECKING:
    from engine.definition.catalogue import Catalogue
    from engine.sketch import Wanted

Ask = Callable[[str | None, str, str], str]
"""The option given, the question, what is proposed -> the answer."""


@click.command()
@click.option("--titre", help="Ce que la personne vient faire, avec un verbe.")
@click.option("--famille", help="Où la ranger dans le catalogue.")
@click.option("--service", help="Qui en répond.")
@click.option("--pour", help="Pour qui, séparés par des virgules.")
@click.option("--canaux", help="Par où arrivent les demandes ; tous les canaux par défaut.")
@click.option("--questions", help="Ce qu’on demande, séparé par des virgules.")
@click.option("--delai", help="En combien de temps on répond.")
@click.option("--oui", is_flag=True, help="Ne demande rien : prend ce qui est donné, et le plus courant pour le reste.")
@told_in_french
def new(**given: Any) -> None:
    """Écrit une première démarche à partir de six réponses. Elle passe « check » ; à vous de la compléter."""
    from zoneinfo import ZoneInfo

    from engine import sketch
    from engine.definition import catalogue
    from engine.errors import NotAllowed

    city = catalogue.load(Path.cwd())
    ask = ready if given.pop("oui") else asked
    title = ask(given["titre"], "Que vient faire la personne ? (par exemple : Emprunter du matériel)", "")
    slug = sketch.slug_of(title)
    path = Path("processes") / f"{slug}.yaml"
    if not slug:
        raise NotAllowed("Il faut un titre, avec des lettres.")
    if path.exists():
        raise NotAllowed(f"{path} existe déjà : changez le titre, ou modifiez ce fichier.")
    wanted = answers(given, ask, title, city)
    now = utc_now().astimezone(ZoneInfo("Europe/Paris")).replace(hour=10, minute=0, second=0, microsecond=0)
    path.write_text(sketch.sketch(wanted, city, now), "utf-8")
    click.echo(f"Écrit : {path}\nRelisez ce fichier, puis tapez :")
    click.echo(f"  python run.py check {path}\n  python run.py explain {slug}\n  python run.py preview {slug}")


def answers(given: Mapping[str, Any], ask: Ask, title: str, city: Catalogue) -> Wanted:
    """The other five questions, with what the city has for each."""
    from engine import sketch

    families = sketch.families(city)
    click.echo(f"Familles : {', '.join(families)}")
    family = sketch.meant(ask(given["famille"], "Dans quelle famille ?", next(iter(families), "Démarches")), families)
    click.echo("Services :\n" + "\n".join(f"  {id:<22} {unit.name}" for id, unit in city.city.units.items()))
    first = next(iter(city.city.units), "")
    unit = until_understood(
        lambda: sketch.unit_meant(ask(given["service"], "Quel service en répond ?", first), city),
        given["service"] or ask is ready,
    )
    everyone = "particulier, entreprise, association"
    audiences = until_understood(
        lambda: sketch.audiences_meant(words(ask(given["pour"], "Pour qui ?", everyone))),
        given["pour"] or ask is ready,
    )
    channels = sketch.channels_meant(words(given["canaux"] or ", ".join(sketch.CHANNELS)))
    things = words(ask(given["questions"], "Que demande-t-on, en plus du nom et du contact ?", "Votre demande"))
    target = until_understood(
        lambda: sketch.duration_meant(ask(given["delai"], "En combien de temps répond-on ?", "15 jours ouvrés")),
        given["delai"] or ask is ready,
    )
    return sketch.Wanted(title, family, unit, audiences, channels, things, target)


def asked(given: str | None, question: str, proposed: str) -> str:
    """The option given, else the answer typed; Enter takes what is proposed."""
    return given or str(click.prompt(question, default=proposed or None)).strip()


def until_understood(read: Callable[[], Any], final: str | bool | None) -> Any:
    """Ask again what was typed and not understood: nobody loses the answers before. An option is `final`."""
    from engine.errors import NotAllowed

    while True:
        try:
            return read()
        except NotAllowed as error:
            if final:
                raise
            click.echo(str(error), err=True)


def ready(given: str | None, question: str, proposed: str) -> str:
    return given or proposed


def words(written: str) -> list[str]:
    return [word.strip() for word in written.split(",") if word.strip()]
