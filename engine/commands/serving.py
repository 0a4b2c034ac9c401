"""The city open to all: pages, background tasks, one pass of them, the database brought up to date."""

from __future__ import annotations

import errno
import logging
import socket
from typing import Any

import click

from engine.commands.french import told_in_french
from engine.commands.office import finish, make_office, read_moment, utc_now


@click.command()
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

        uvicorn.run(
            "engine.commands.serving:web_process", factory=True, host=host, port=port, workers=workers, access_log=False
        )


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


@click.command()
@told_in_french
def work() -> None:
    """Fait les tâches de fond seules. Chaque minute : les relances dues, puis les messages à envoyer."""
    from engine import settings as environment
    from engine.worker import Worker

    settings = environment.load()
    Worker(settings, make_office(settings)).run_forever()


@click.command()
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
    "observed": "délais mesurés",
    "reminded": "personnes prévenues avant effacement",
    "drafts": "brouillons effacés",
    "documents": "documents effacés",
    "files": "fichiers effacés",
}


def tick_told(report: dict[str, int]) -> str:
    return ", ".join(f"{TICK_WORDS.get(name, name)} : {count}" for name, count in report.items())


@click.command()
@told_in_french
def migrate() -> None:
    """Met la base de données à jour."""
    from engine import settings as environment
    from engine.records import store

    applied = finish(store.migrate(environment.load()))
    click.echo("\n".join(f"Appliqué : {name}" for name in applied) or "La base est à jour.")
