"""The front door: every command of Parvis. Help is in French; heavy imports wait for the command that needs them."""

from __future__ import annotations

import errno
import json
import logging
import os
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

INSTALLED = "lancez « .venv/bin/python run.py », après l’installation décrite dans README.md."

try:
    import click
except ModuleNotFoundError:
    sys.exit("Il manque click à ce Python : " + INSTALLED)

from engine.language import OTHERS  # noqa: E402 after click, whose absence is told first

DOCS_SCHEMAS = Path("docs/schema")


def told_in_french(command: Callable[..., Any]) -> Callable[..., Any]:
    """What the engine refuses on purpose is one sentence and exit 1, never a trace."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        from engine.errors import ParvisError

        try:
            return command(*args, **options)
        except ParvisError as error:
            click.echo(str(error), err=True)
        except ModuleNotFoundError as error:
            click.echo(f"Il manque {error.name} à ce Python : {INSTALLED}", err=True)
        sys.exit(1)

    return run


# --- what Click says by itself

FRENCH = {
    "Usage:": "Emploi :",
    "Options": "Options",
    "Commands": "Commandes",
    "Show this message and exit.": "Montre cette aide.",
    "default: {default}": "sans cela : {default}",
    "Try '{command} {option}' for help.": "Pour l’aide : {command} {option}",
    "Error: {message}": "{message}",
    "Invalid value: {message}": "{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} : {message}",
    "{value!r} is not a valid {number_type}.": "« {value} » n’est pas un nombre.",
    "{value} is not in the range {range}.": "{value} n’est pas possible ({range}).",
    "{value!r} is not one of {choices}.": "« {value} » n’est pas possible. Choisissez : {choices}.",
    "Missing command.": "Il manque la commande.",
    "Missing argument": "Il manque",
    "Missing option": "Il manque",
    "No such command {name!r}.": "La commande « {name} » n’existe pas.",
    "No such option {name!r}.": "L’option {name} n’existe pas.",
    "Did you mean {possibility}?": "Vouliez-vous dire {possibility} ?",
    "(Did you mean one of: {possibilities}?)": "Vouliez-vous dire : {possibilities} ?",
    "Option {name!r} requires an argument.": "Il manque la valeur de {name}.",
    "Option {name!r} does not take a value.": "L’option {name} s’écrit sans valeur.",
    "Got unexpected extra argument ({args})": "« {args} » est de trop.",
    "Got unexpected extra arguments ({args})": "« {args} » est de trop.",
    "Error: The two entered values do not match.": "Ce n’est pas deux fois la même chose. Recommencez.",
    "Aborted!": "Abandonné.",
}


def speak_french() -> None:
    """Click asks gettext for its words, under these two names of its modules."""

    def one(words: str) -> str:
        return FRENCH.get(words, words)

    def one_or_many(single: str, plural: str, count: int) -> str:
        return one(single if count == 1 else plural)

    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        vars(module).update(_=one, ngettext=one_or_many)
    vars(click.termui).update(_=one)


speak_french()


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, subcommand_metavar="COMMANDE …")
def cli() -> None:
    """Parvis : une démarche, un fichier, une promesse tenue."""


# --- the city's files


@cli.command()
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


@cli.command()
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


@cli.command()
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


# --- what helps the author


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


@cli.command()
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
    wanted = sketch.Wanted(title, family, unit, audiences, channels, things, target)
    now = utc_now().astimezone(ZoneInfo("Europe/Paris")).replace(hour=10, minute=0, second=0, microsecond=0)
    path.write_text(sketch.sketch(wanted, city, now), "utf-8")
    click.echo(f"Écrit : {path}\nRelisez ce fichier, puis tapez :")
    click.echo(f"  python run.py check {path}\n  python run.py explain {slug}\n  python run.py preview {slug}")


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


@cli.command()
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


@cli.command()
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


@cli.command()
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


def database_if_any() -> Any:
    """The settings, when their database already exists: a command that only reads makes none."""
    from engine import settings as environment

    settings = environment.load()
    if settings.database == "sqlite" and not (settings.data / "parvis.sqlite3").exists():
        return None
    return settings


@cli.command("import")
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


# --- serving


@cli.command()
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
    os.environ["PARVIS_DATA"] = str(data)
    os.environ["PARVIS_DEMO"] = "oui"
    os.environ.setdefault("PARVIS_THEME", "bordeaux")
    os.environ.setdefault("PARVIS_URL", f"http://127.0.0.1:{port}")
    from engine import settings as environment

    settings = environment.load()
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


@cli.command()
@click.argument("demarche", metavar="DÉMARCHE")
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="PORT", default=8010, help="Port d’écoute.", show_default=True
)
@click.option("--fichier", type=click.Path(path_type=Path), help="Le fichier, s’il n’est pas dans « processes ».")
@told_in_french
def preview(demarche: str, port: int, fichier: Path | None) -> None:
    """Montre une démarche pendant que vous l’écrivez, avec ce que dit « check ». Rien n’est gardé ni envoyé."""
    import tempfile

    from engine import settings as environment
    from engine.acts.preview import Preview

    refuse_a_port_already_taken("127.0.0.1", port)
    with tempfile.TemporaryDirectory(prefix="parvis-apercu-") as folder:
        chosen = {name: os.environ.get(name, "") for name in ("PARVIS_ROOT", "PARVIS_THEME")}
        settings = environment.load({**chosen, "PARVIS_DATA": folder, "PARVIS_URL": f"http://127.0.0.1:{port}"})
        shown = Preview(settings, Path(demarche).name.removesuffix(".yaml"), fichier)
        finish(prepare_preview(settings, shown))
        click.echo(f"Aperçu de « {shown.process.title if shown.process else shown.slug} » : {settings.url}/-/apercu")
        click.echo("Enregistrez le fichier : la page suit. Pour arrêter : Ctrl+C")
        serve_preview(settings, port, shown)


async def prepare_preview(settings: Any, shown: Any) -> None:
    """A city that cannot be read is told here, before anything is served."""
    from engine.records.store import migrate, open_store

    await migrate(settings)
    async with open_store(settings):
        await shown(utc_now())


def serve_preview(settings: Any, port: int, shown: Any) -> None:
    """On this machine only, without a worker: no message leaves."""
    import uvicorn

    from engine.web.app import create_app
    from engine.web.preview import Clock

    app = create_app(settings, shown, now=Clock(shown), preview=shown)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, server_header=False)


@cli.command()
@click.option("--host", metavar="ADRESSE", default="127.0.0.1", help="Adresse d’écoute.", show_default=True)
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="PORT", default=8000, help="Port d’écoute.", show_default=True
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="NOMBRE",
    default=1,
    help="Processus web (plusieurs seulement avec PostgreSQL).",
    show_default=True,
)
@click.option("--no-worker", is_flag=True, help="Sans les tâches de fond : lancez alors « run.py work » à côté.")
@told_in_french
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Sert les pages, tâches de fond comprises."""
    from engine import settings as environment
    from engine.errors import SettingsError
    from engine.records.store import migrate

    settings = environment.load()
    if workers > 1 and settings.database == "sqlite":
        raise SettingsError("Avec SQLite il faut un seul processus web. Retirez --workers, ou donnez DATABASE_URL.")
    if workers > 1 and not no_worker:
        raise SettingsError("Avec plusieurs processus web, ajoutez --no-worker et lancez « run.py work » à côté.")
    refuse_a_port_already_taken(host, port)
    finish(migrate(settings))
    click.echo(f"Parvis est ouvert : http://{host}:{port}\nPour arrêter : Ctrl+C")
    if workers == 1:
        serve_here(settings, host, port, worker=not no_worker)
    else:
        import uvicorn

        uvicorn.run("run:web_process", factory=True, host=host, port=port, workers=workers, access_log=False)


def refuse_a_port_already_taken(host: str, port: int) -> None:
    """Told before anything is prepared."""
    from engine.errors import SettingsError

    try:
        (family, *_, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except PermissionError:
        raise SettingsError(f"Le port {port} est réservé : choisissez-en un autre, par exemple --port 8000.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sentence = f"Le port {port} est déjà pris : choisissez-en un autre, par exemple --port {port % 65535 + 1}."
        else:
            sentence = f"On ne peut pas ouvrir l’adresse {host}, port {port} : vérifiez --host et --port."
        raise SettingsError(sentence) from None


def serve_here(settings: Any, host: str, port: int, *, worker: bool) -> None:
    import uvicorn

    from engine.web.app import create_app
    from engine.worker import Worker

    logging.basicConfig(format="%(message)s")
    logging.getLogger("engine").setLevel(logging.INFO)
    background = Worker(settings, make_office(settings, tells=False)) if worker else None
    app = create_app(settings, make_office(settings), worker=background)
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)


def web_process() -> Any:
    """One of several web processes: uvicorn calls it by name."""
    from engine import settings as environment
    from engine.web.app import create_app

    settings = environment.load()
    return create_app(settings, make_office(settings))


@cli.command()
@told_in_french
def work() -> None:
    """Fait les tâches de fond seules. Chaque minute : les relances dues, puis les messages à envoyer."""
    from engine import settings as environment
    from engine.worker import Worker

    settings = environment.load()
    Worker(settings, make_office(settings)).run_forever()


@cli.command()
@click.option(
    "--now", "moment", metavar="MOMENT", help="Agir comme si c’était ce moment, par exemple 2026-06-05T18:00."
)
@told_in_french
def tick(moment: str | None) -> None:
    """Fait un seul passage des relances et des envois. Pour cron, et pour essayer."""
    from engine import settings as environment
    from engine.records.store import migrate, open_store
    from engine.worker import once

    settings = environment.load()
    now = read_moment(moment) if moment else utc_now()

    async def run() -> dict[str, int]:
        await migrate(settings)
        async with open_store(settings):
            return await once(settings, await make_office(settings)(now), now)

    click.echo(tick_told(finish(run())))


TICK_WORDS = {
    "fired": "relances faites",
    "postponed": "remises à plus tard",
    "overtaken": "faites ailleurs",
    "sent": "messages envoyés",
    "retried": "à réessayer",
    "failed": "en échec",
}


def tick_told(report: dict[str, int]) -> str:
    return ", ".join(f"{TICK_WORDS.get(name, name)} : {count}" for name, count in report.items())


@cli.command()
@told_in_french
def migrate() -> None:
    """Met la base de données à jour."""
    from engine import settings as environment
    from engine.records import store

    applied = finish(store.migrate(environment.load()))
    click.echo("\n".join(f"Appliqué : {name}" for name in applied) or "La base est à jour.")


# --- agents


@cli.group(subcommand_metavar="COMMANDE …")
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


# --- what the commands stand on


def in_office(act: Callable[[Any], Any]) -> str:
    """Run an act with the database open and up to date."""
    from engine import settings as environment
    from engine.records.store import migrate, open_store

    settings = environment.load()

    async def run() -> str:
        await migrate(settings)
        async with open_store(settings):
            return await act(await make_office(settings)(utc_now()))

    return finish(run())


def make_office(settings: Any, *, tells: bool = True) -> Callable[[datetime], Any]:
    """The office of these settings, kept in step with the city's files; the web and the worker each have their own."""
    from engine.acts.reopen import OfficeKeeper

    return OfficeKeeper(settings, tells=tells)


def finish(act: Any) -> Any:
    """Run an act to its end. `check` has none, and starts faster without asyncio."""
    import asyncio

    return asyncio.run(act)


def utc_now() -> datetime:
    return datetime.now(UTC)


def read_moment(written: str) -> datetime:
    """An instant typed by a person; without an offset, the time of Paris."""
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise click.BadParameter(f"« {written} » n’est pas un moment : écrivez 2026-06-05T18:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/Paris"))


if __name__ == "__main__":
    cli()
