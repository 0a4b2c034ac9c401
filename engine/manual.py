"""The pages of the manual about codes, docs/manuel/erreurs/<code>.md: their title, their level, their examples, their index.

Knows how a page is written, never what the checker finds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("docs/manuel/erreurs")


@dataclass(frozen=True)
class Page:
    """One code: what its page says of it, and the texts of its bad and good examples."""

    code: str
    title: str
    level: str
    bad: tuple[str, ...]
    good: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> Page:
        """Raises ValueError when the page does not begin like the others."""
        text = path.read_text("utf-8")
        head = re.match(r"# `([a-z0-9-]+)` : (.+)\n", text)
        level = re.search(r"^Niveau : (\w+)$", text, re.MULTILINE)
        if not head or not level or head[1] != path.stem:
            raise ValueError(f"{path} : commencez par « # `{path.stem}` : … », puis « Niveau : erreur ».")
        bad, good = (re.findall(rf"```yaml {kind}\n(.*?)```", text, re.DOTALL) for kind in ("mauvais", "bon"))
        return cls(head[1], head[2], level[1], tuple(bad), tuple(good))


def pages(root: Path) -> list[Page]:
    """Every page, by code. `root` is the folder of Parvis."""
    return [Page.read(path) for path in sorted((root / FOLDER).glob("[a-z]*.md"))]


LEVELS = {"erreur": "Les erreurs", "avertissement": "Les avertissements", "conseil": "Les conseils"}
INTRODUCTION = """\
Chaque message de `python run.py check` finit par un code entre crochets. Voici ce que dit chaque code. Sa page explique
ce qui se passe, pourquoi, et que faire, avec un exemple à éviter et un exemple à écrire.

Une **erreur** empêche la mise en ligne. Un **avertissement** la permet, mais quelque chose ne va sans doute pas. Un
**conseil** aide à mieux écrire."""


def index(root: Path) -> str:
    """docs/manuel/erreurs/README.md: every code in one line, by level."""
    lines = ["# Tous les codes", "", INTRODUCTION, ""]
    every = pages(root)
    for level, words in LEVELS.items():
        found = [f"- [`{page.code}`]({page.code}.md) : {page.title}" for page in every if page.level == level]
        lines += [f"## {words}", "", *found, ""]
    return "\n".join(lines)
