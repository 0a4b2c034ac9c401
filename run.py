"""The front door: every command of Parvis, each described in French in engine/commands/."""

from __future__ import annotations

import sys

from engine.commands import INSTALLED

try:
    import click
except ModuleNotFoundError:
    sys.exit("Il manque click à ce Python : " + INSTALLED)

from engine.commands import agents, author, demo, files, new, preview, serving
from engine.commands.french import speak_french

speak_french()


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, subcommand_metavar="COMMANDE …")
def cli() -> None:
    """Parvis : une démarche, un fichier, une promesse tenue."""


for command in (
    *(files.check, files.translate, files.schema, files.import_),
    *(new.new, author.scenarios, author.explain, author.diff, preview.preview),
    *(demo.demo, serving.serve, serving.work, serving.tick, serving.migrate),
    agents.agent,
):
    cli.add_command(command)


if __name__ == "__main__":
    cli()
