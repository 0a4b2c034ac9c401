"""The front door: every command of Parvis, each described in French in engine/commands/."""

from __future__ import annotations

import sys

HELP = "lancez « .venv/bin/python run.py », après l’installation décrite dans README.md."

try:
    import click

    from engine.commands import agents, author, demo, files, new, preview, serving
    from engine.commands.french import speak_french
except ModuleNotFoundError as error:
    sys.exit(f"Il manque {error.name} à ce Python : {HELP}")

speak_french()


class Commands(click.Group):
    """Imports wait for the command that needs them: one that fails is told like the first."""

    def invoke(self, ctx: click.Context) -> None:
        try:
            super().invoke(ctx)
        except ModuleNotFoundError as error:
            sys.exit(f"Il manque {error.name} à ce Python : {HELP}")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, subcommand_metavar="COMMANDE …")
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
