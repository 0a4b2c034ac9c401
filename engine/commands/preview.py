"""`run.py preview`: a démarche in the browser while it is written, on a database thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import click

from engine.commands.french import told_in_french
from engine.commands.office import finish, utc_now
from engine.commands.serving import refuse_a_port_already_taken


@click.command()
@click.argument("demarche", metavar="DÉMARCHE")
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="PORT", default=8010, help="Port d’écoute.", show_default=True
)
@click.option("--fichier", type=click.Path(path_type=Path), help="Le fichier, s’il n’est pas dans « processes ».")
@told_in_french
def preview(demarche: str, port: int, fichier: Path | None) -> None:
    """Montre une démarche pendant que vous l’écrivez, avec ce que dit « check ». Rien n’est gardé ni envoyé."""
    from engine.acts.preview import Preview
    from engine.settings import environment, load

    refuse_a_port_already_taken("127.0.0.1", port)
    with tempfile.TemporaryDirectory(prefix="parvis-apercu-") as folder:
        said = environment()
        chosen = {name: said.get(name, "") for name in ("PARVIS_ROOT", "PARVIS_THEME")}
        settings = load({**chosen, "PARVIS_DATA": folder, "PARVIS_URL": f"http://127.0.0.1:{port}"})
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
