"""`conseils_ignores`: an advice set aside with its reason. Never an error nor a warning, and never for nothing."""

from __future__ import annotations

from engine import names
from engine.definition.build import Built
from engine.definition.located import Path
from engine.definition.process import SetAside
from engine.errors import ADVICE, WARNING, Problem

KNOWN: frozenset[str] = frozenset(
    {
        "aide-longue",
        "capitales",
        "cliquez-ici",
        "document-deja-detenu",
        "double-negation",
        "bloc-ancien",
        "filtre-sans-ligne",
        "jargon",
        "libelle-fin",
        "lien-dans-aide",
        "lisibilite",
        "madame-monsieur",
        "page-sans-scenario",
        "paliers-en-desordre",
        "phrase-longue",
        "question-sans-scenario",
        "route-sans-scenario",
        "scenarios-identiques",
        "secteur-oublie",
        "routes-en-concurrence",
    }
)
"""Every code of the level « conseil »: tests/test_codes.py compares it with the manual."""


OF_SCENARIOS = frozenset({"page-sans-scenario", "question-sans-scenario", "route-sans-scenario"})


def silence(built: Built, *, sound: bool = True) -> None:
    """To be called last, once every rule has spoken and the scenarios have been played.

    What scenarios do not see waits until nothing is wrong, in this file and (`sound`) in those it stands on.
    """
    sound = sound and not any(problem.blocks for problem in built.problems)
    for wish in built.process.set_aside:
        path = ("conseils_ignores", wish.position)
        if wish.on and wish.on not in built.question_paths and wish.on not in built.page_paths:
            if not built.lost.question(wish.on):
                report_unknown_place(built, wish, path)
            continue
        kept = [problem for problem in built.problems if not is_meant(built, problem, wish)]
        spared = len(built.problems) - len(kept)
        built.problems[:] = kept
        if wish.code not in KNOWN:
            report_refused(built, wish, path)
        elif not spared and sound:
            built.where.report(
                (*path, "code"),
                "conseil-ignore-inutile",
                f"Le conseil « {wish.code} » n’est pas donné ici : l’ignorer ne sert à rien.",
                "Retirez cette ligne.",
                level=WARNING,
            )
    if not sound or any(problem.blocks for problem in built.problems):
        built.problems[:] = [problem for problem in built.problems if problem.code not in OF_SCENARIOS]


def is_meant(built: Built, problem: Problem, wish: SetAside) -> bool:
    """Whether this very problem is the advice that the file sets aside."""
    if problem.level != ADVICE or problem.code != wish.code:
        return False
    if not wish.on:
        return True
    place = built.question_paths.get(wish.on) or built.page_paths.get(wish.on, ())
    return built.where.paths.get(problem, ())[: len(place)] == place


def report_unknown_place(built: Built, wish: SetAside, path: Path) -> None:
    known = [*built.question_paths, *built.page_paths]
    sentence = f"« {wish.on} » n’est ni une question ni une page de cette démarche."
    built.where.report((*path, "sur"), "question-inconnue", sentence, built.where.nearest(wish.on, known))


def report_refused(built: Built, wish: SetAside, path: Path) -> None:
    """A code that is no advice: an error or a warning is corrected, and a word that is no code says nothing."""
    near = names.nearest(wish.code, sorted(KNOWN))
    built.where.report(
        (*path, "code"),
        "conseil-non-ignorable",
        f"« {wish.code} » n’est pas un conseil : seul un conseil peut être ignoré.",
        f"Vouliez-vous dire « {near} » ?" if near else "Corrigez ce que dit le message, ou retirez cette ligne.",
    )
