"""`theme.yaml` -> Face: the name, the logo, the colours and the accessibility statement of a city, checked.

A city writes only what differs from `base`. Every mistake is told at once, where it is; a pair of colours
that someone could not read is a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from engine import palette
from engine.definition import source
from engine.errors import DefinitionError, Problem
from engine.names import nearest

KEYS = ("nom", "logo", "couleurs", "accessibilite")
STATES = ("non conforme", "partiellement conforme", "totalement conforme")
STATEMENT_KEYS = ("etat", "taux", "verifie_le", "raison", "contact")


@dataclass(frozen=True)
class Face:
    name: str
    logo: Markup
    palettes: Mapping[str, palette.Palette]
    accessibility: Mapping[str, str]


def read(root: Path, name: str) -> Face:
    """The face of a theme folder over the one of `base`. Raises DefinitionError with every mistake."""
    base, own = _parse(root, "base"), _parse(root, name)
    if problems := [*own.problems, *mistakes(own, base.data, root)]:
        raise DefinitionError(problems)
    merged = {**base.data, **own.data}
    logo = next(path for path in _logos(root, name, merged["logo"]) if path.is_file())
    return Face(
        name=merged["nom"],
        logo=Markup(logo.read_text("utf-8").strip()),  # noqa: S704 a file of the city, shown inline
        palettes=palettes(own.data, base.data),
        accessibility={**base.data["accessibilite"], **merged["accessibilite"]},
    )


def _parse(root: Path, name: str) -> source.Source:
    path = root / name / "theme.yaml"
    shown = f"{root.name}/{name}/theme.yaml"
    if not path.is_file():
        sentence = f"Le thème « {name} » n’a pas de fichier theme.yaml."
        raise DefinitionError([source.Source(shown).at_value((), "theme-absent", sentence)])
    return source.read(path, shown)


def _logos(root: Path, name: str, file: str) -> tuple[Path, Path]:
    return root / name / file, root / "base" / file


def palettes(own: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, palette.Palette]:
    written = own.get("couleurs", {})
    ordinary = base["couleurs"]
    return {variant: {**ordinary[variant], **written.get(variant, {})} for variant in palette.VARIANTS}


def mistakes(own: source.Source, base: Mapping[str, Any], root: Path) -> Iterator[Problem]:
    """Everything wrong in one theme.yaml."""
    yield from _unknown(own, (), KEYS, "un thème")
    yield from _logo(own, root)
    yield from _statement(own)
    shapes = list(_colours(own))
    yield from shapes or _faint(own, base)


def _unknown(own: source.Source, path: source.Path, known: tuple[str, ...], where: str) -> Iterator[Problem]:
    for key in _at(own, path):
        if key not in known:
            near = nearest(key, known)
            help = f"Vouliez-vous dire « {near} » ?" if near else f"Clés possibles : {', '.join(known)}."
            yield own.at_key((*path, key), "cle-inconnue", f"« {key} » n’existe pas dans {where}.", help)


def _logo(own: source.Source, root: Path) -> Iterator[Problem]:
    file = own.data.get("logo")
    folder = Path(own.file).parent.name
    if file is not None and not any(path.is_file() for path in _logos(root, folder, str(file))):
        sentence = f"Le fichier « {file} » n’est pas dans le dossier du thème."
        yield own.at_value(("logo",), "logo-absent", sentence)


def _statement(own: source.Source) -> Iterator[Problem]:
    yield from _unknown(own, ("accessibilite",), STATEMENT_KEYS, "la déclaration d’accessibilité")
    state = _at(own, ("accessibilite",)).get("etat")
    if state is not None and state not in STATES:
        sentence = f"« {state} » n’est pas un état d’accessibilité : écrivez {', '.join(STATES)}."
        yield own.at_value(("accessibilite", "etat"), "etat-inconnu", sentence)


def _colours(own: source.Source) -> Iterator[Problem]:
    yield from _unknown(own, ("couleurs",), tuple(palette.VARIANTS), "les couleurs")
    for variant in _at(own, ("couleurs",)):
        yield from _unknown(own, ("couleurs", variant), palette.NAMES, f"les couleurs « {variant} »")
        for name, written in _at(own, ("couleurs", variant)).items():
            if not (isinstance(written, str) and palette.is_colour(written)):
                sentence = f"« {written} » n’est pas une couleur."
                help = 'Écrivez un dièse et six chiffres entre guillemets, par exemple "#0d5450".'
                yield own.at_value(("couleurs", variant, name), "couleur", sentence, help)


def _faint(own: source.Source, base: Mapping[str, Any]) -> Iterator[Problem]:
    for variant, colours in palettes(own.data, base).items():
        for pair in palette.faint_pairs(colours):
            written = pair.front if pair.front in _at(own, ("couleurs", variant)) else pair.back
            sentence = (
                f"« {pair.front} » sur « {pair.back} » se lit mal : "
                f"le contraste est de {decimal(pair.ratio)}, il faut au moins {decimal(pair.wanted)}."
            )
            yield own.at_value(("couleurs", variant, written), "contraste", sentence)


def decimal(ratio: float) -> str:
    return f"{ratio:.1f}".replace(".", ",")


def _at(own: source.Source, path: source.Path) -> Mapping[str, Any]:
    """The mapping written at a path; an empty one when nothing (or something else) is there."""
    found: Any = own.data
    for key in path:
        found = found.get(key, {}) if isinstance(found, Mapping) else {}
    return found if isinstance(found, Mapping) else {}
