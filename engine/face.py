"""`theme.yaml` -> Face: the name, the logo, the colours, the shapes and the accessibility statement of a city, checked.

A city writes only what differs from `base`. Every mistake is told at once, where it is; a pair of colours
that someone could not read is a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from engine import manner, palette
from engine.definition import source
from engine.errors import DefinitionError, Problem
from engine.names import nearest
from engine.validation import found

NEEDED = ("nom", "logo", "couleurs", "accessibilite")
KEYS = (*NEEDED, "forme", "dessins")
STATES = ("non conforme", "partiellement conforme", "totalement conforme")
STATEMENT_LISTS = ("non_accessible", "derogations", "hors_champ", "outils", "essais")
"""What the statement lists: one text or several."""
STATEMENT_KEYS = (*("etat", "taux", "verifie_le", "verifie_par", "etablie_le", "raison", "contact"), *STATEMENT_LISTS)


@dataclass(frozen=True)
class Face:
    name: str
    logo: Markup
    palettes: Mapping[str, palette.Palette]
    accessibility: Mapping[str, Any]
    """Texts, and those of STATEMENT_LISTS as tuples."""
    manner: Mapping[str, str]
    drawings: Mapping[str, str]
    """The drawing shown beside a moment of life or a family, by the last part of its address."""


def read(root: Path, name: str) -> Face:
    """The face of a theme folder over the one of `base`. Raises DefinitionError with every mistake."""
    problems = check(root, name)
    if any(problem.blocks for problem in problems):
        raise DefinitionError(problems)
    base, own = _parse(root, "base").data, _parse(root, name).data
    merged = {**base, **own}
    return Face(
        name=merged["nom"],
        logo=Markup(_logo_text(root, name, merged["logo"])),  # noqa: S704 a file of the city, shown inline
        palettes=palettes(own, base),
        accessibility=statement({**base["accessibilite"], **merged["accessibilite"]}),
        manner={**base.get("forme", {}), **merged.get("forme", {})},
        drawings=merged.get("dessins", {}),
    )


def statement(written: Mapping[str, Any]) -> dict[str, Any]:
    """Every key, with nothing when it is not written; of what a list may hold, always several texts."""
    lists = {key: written.get(key, ()) for key in STATEMENT_LISTS}
    return {
        **dict.fromkeys(STATEMENT_KEYS, ""),
        **written,
        **{key: (one,) if isinstance(one, str) else tuple(one) for key, one in lists.items()},
    }


def check(root: Path, name: str) -> list[Problem]:
    """Every mistake of a theme.yaml; those of `base` first, since nothing can be judged without it."""
    base = _parse(root, "base")
    wrong = [*base.problems, *_incomplete(base)]
    if name == "base" or any(problem.blocks for problem in wrong):
        return wrong or list(mistakes(base, base.data, root))
    own = _parse(root, name)
    broken = any(problem.blocks for problem in own.problems)
    return [*own.problems, *([] if broken else mistakes(own, base.data, root))]


def _parse(root: Path, name: str) -> source.Source:
    path = root / name / "theme.yaml"
    shown = f"{root.name}/{name}/theme.yaml"
    if path.exists() or path.is_symlink():
        return source.read(path, shown)
    missing = source.Source(shown)
    sentence = f"Le thème « {name} » n’a pas de fichier theme.yaml."
    missing.problems.append(missing.at_value((), "theme-absent", sentence, "Créez-le, ou retirez ce dossier."))
    return missing


def _incomplete(base: source.Source) -> Iterator[Problem]:
    """`base` says everything, since a city writes only what differs."""
    wanted: list[source.Path] = [(key,) for key in NEEDED]
    wanted += [("couleurs", variant, name) for variant in palette.VARIANTS for name in palette.NAMES]
    absent = [".".join(map(str, path)) for path in wanted if path not in base.spots]
    if absent and not base.problems:
        shown = ", ".join(f"« {path} »" for path in absent[:4])
        sentence = f"Il manque {shown}{f' et {len(absent) - 4} autres clés' if len(absent) > 4 else ''} au thème base."
        yield base.at_value((), "cle-manquante", sentence, "Les autres thèmes s’appuient sur lui.")


def _logo_text(root: Path, name: str, file: str) -> str:
    """The drawing of the theme, else that of `base`. Raises OSError or UnicodeDecodeError."""
    own = root / name / file
    return (own if own.is_file() else root / "base" / file).read_text("utf-8").strip()


def palettes(own: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, palette.Palette]:
    written = own.get("couleurs", {})
    ordinary = base["couleurs"]
    return {variant: {**ordinary[variant], **written.get(variant, {})} for variant in palette.VARIANTS}


def mistakes(own: source.Source, base: Mapping[str, Any], root: Path) -> Iterator[Problem]:
    """Everything wrong in one theme.yaml."""
    yield from _unknown(own, (), KEYS, "un thème")
    yield from _shapes(own)
    yield from _logo(own, root)
    yield from _statement(own)
    yield from _manner(own)
    yield from _drawings(own, root)
    colours = list(_colours(own))
    yield from colours
    if not colours and all(isinstance(_written(own, path), Mapping) for path in _groups()):
        yield from _faint(own, base)


def _groups() -> list[source.Path]:
    return [
        ("couleurs",),
        ("accessibilite",),
        ("forme",),
        ("dessins",),
        *(("couleurs", variant) for variant in palette.VARIANTS),
    ]


def _shapes(own: source.Source) -> Iterator[Problem]:
    """Texts where a text is awaited, keys where keys are."""
    texts: list[tuple[source.Path, Any]] = [((key,), _written(own, (key,), "…")) for key in ("nom", "logo")]
    for key, written in _at(own, ("accessibilite",)).items():
        path: source.Path = ("accessibilite", key)
        listed = key in STATEMENT_LISTS and isinstance(written, list) and written
        texts += [((*path, n), one) for n, one in enumerate(written)] if listed else [(path, written)]
    for path, written in texts:
        if not isinstance(written, str) or not written.strip():
            named = next(part for part in reversed(path) if isinstance(part, str))
            yield own.at_value(path, "type-attendu", f"{found(written)} : il faut un texte pour « {named} ».")
    for path in _groups():
        written = _written(own, path)
        if not isinstance(written, Mapping):
            sentence = f"{found(written)} : il faut des clés et leurs valeurs sous « {path[-1]} »."
            yield own.at_value(path, "type-attendu", sentence)


def _unknown(own: source.Source, path: source.Path, known: tuple[str, ...], where: str) -> Iterator[Problem]:
    for key in _at(own, path):
        if key not in known:
            near = nearest(key, known)
            help = f"Vouliez-vous dire « {near} » ?" if near else f"Clés possibles : {', '.join(known)}."
            yield own.at_key((*path, key), "cle-inconnue", f"« {key} » n’existe pas dans {where}.", help)


def _logo(own: source.Source, root: Path) -> Iterator[Problem]:
    file = own.data.get("logo")
    if not isinstance(file, str) or not file:
        return
    help = "Mettez un dessin au format SVG dans le dossier du thème, et écrivez ici son nom."
    try:
        drawing = "/" not in file and "<svg" in _logo_text(root, Path(own.file).parent.name, file)
    except OSError:
        yield own.at_value(("logo",), "logo-absent", f"Le fichier « {file} » n’est pas dans le dossier du thème.", help)
    except UnicodeDecodeError:
        yield own.at_value(("logo",), "logo-illisible", f"« {file} » n’est pas un dessin SVG.", help)
    else:
        if not drawing:
            yield own.at_value(("logo",), "logo-illisible", f"« {file} » n’est pas un dessin SVG.", help)


def _statement(own: source.Source) -> Iterator[Problem]:
    yield from _unknown(own, ("accessibilite",), STATEMENT_KEYS, "la déclaration d’accessibilité")
    state = _at(own, ("accessibilite",)).get("etat")
    if isinstance(state, str) and state and state not in STATES:
        sentence = f"« {state} » n’est pas un état d’accessibilité : écrivez {', '.join(STATES)}."
        yield own.at_value(("accessibilite", "etat"), "etat-inconnu", sentence)


def _manner(own: source.Source) -> Iterator[Problem]:
    yield from _unknown(own, ("forme",), tuple(manner.SHAPES), "la forme")
    for key, value in _at(own, ("forme",)).items():
        if key in manner.SHAPES and value not in manner.SHAPES[key]:
            sentence = f"« {value} » n’est pas un choix de « {key} » : écrivez {', '.join(manner.SHAPES[key])}."
            yield own.at_value(("forme", key), "forme-inconnue", sentence)


def _drawings(own: source.Source, root: Path) -> Iterator[Problem]:
    folders = (root / Path(own.file).parent.name, root / "base")
    known = sorted({path.stem for folder in folders for path in (folder / "icons").glob("*.svg")})
    for place, name in _at(own, ("dessins",)).items():
        if name not in known:
            near = nearest(str(name), known)
            help = (
                f"Vouliez-vous dire « {near} » ?"
                if near
                else "Mettez un dessin de ce nom dans « icons », ou prenez-en un du kit."
            )
            sentence = f"« {name} » n’est pas un dessin : il n’y a pas de fichier « icons/{name}.svg »."
            yield own.at_value(("dessins", place), "dessin-absent", sentence, help)


def _colours(own: source.Source) -> Iterator[Problem]:
    yield from _unknown(own, ("couleurs",), tuple(palette.VARIANTS), "les couleurs")
    for variant in _at(own, ("couleurs",)):
        yield from _unknown(own, ("couleurs", variant), palette.NAMES, f"les couleurs « {variant} »")
        for name, written in _at(own, ("couleurs", variant)).items():
            if not (isinstance(written, str) and palette.is_colour(written)):
                shown = f"« {written} » n’est" if isinstance(written, str) and written else "Ce qui est écrit ici n’est"
                help = 'Écrivez un dièse et six chiffres entre guillemets, par exemple "#0d5450".'
                yield own.at_value(("couleurs", variant, name), "couleur", f"{shown} pas une couleur.", help)


def _faint(own: source.Source, base: Mapping[str, Any]) -> Iterator[Problem]:
    """One colour that is hard to read on several others is one mistake."""
    for variant, colours in palettes(own.data, base).items():
        faint: dict[str, list[palette.FaintPair]] = {}
        for pair in palette.faint_pairs(colours):
            changed = next((name for name in (pair.front, pair.back) if name in _at(own, ("couleurs", variant))), None)
            faint.setdefault(changed or pair.front, []).append(pair)
        for name, pairs in faint.items():
            worst = min(pairs, key=lambda pair: pair.ratio / pair.wanted)
            sentence = (
                f"« {worst.front} » sur « {worst.back} » se lit mal : "
                f"le contraste est de {decimal(worst.ratio)}, il faut au moins {decimal(worst.wanted)}."
            )
            others = ", ".join(f"{pair.front} sur {pair.back}" for pair in pairs if pair is not worst)
            help = f"Aussi : {others}." if others else "Choisissez une couleur plus foncée ou plus claire."
            yield own.at_value(("couleurs", variant, name), "contraste", sentence, help)


def decimal(ratio: float) -> str:
    return f"{ratio:.1f}".replace(".", ",")


def _at(own: source.Source, path: source.Path) -> Mapping[str, Any]:
    """The mapping written at a path; an empty one when nothing (or something else) is there."""
    written = _written(own, path)
    return written if isinstance(written, Mapping) else {}


def _written(own: source.Source, path: source.Path, otherwise: Any = MappingProxyType({})) -> Any:
    """What is written at a path; `otherwise` when nothing is."""
    here: Any = own.data
    for key in path:
        if not isinstance(here, Mapping) or key not in here:
            return otherwise
        here = here[key]
    return here
