"""How long the checker takes: a démarche of 40 questions, of 511, and a folder of 400."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.harness import limit
from engine import rehearsal
from engine.definition import catalogue

ROOT = Path(__file__).resolve().parent.parent


def process_of(questions: int, per_page: int = 10) -> str:
    """One question in two depends on the one above it; a scenario answers them all."""
    lines, answers = [], []
    for n in range(questions):
        if n % per_page == 0:
            lines.append(f"  - page: Page {n // per_page}\n    questions:\n")
        if n % 2 == 0:
            lines.append(
                f"      - {{id: q{n}, type: oui-non, question: Avez-vous la chose {n}, aide: Une aide courte.}}\n"
            )
            answers.append(f"q{n}: oui")
        else:
            lines.append(
                f"      - {{id: q{n}, type: texte, question: Quelle chose {n}, facultatif: oui, si: {{q{n - 1}: oui}}}}\n"
            )
    return f"""\
titre: Beaucoup de questions
resume: Pour mesurer.
famille: Mesures
pour: [particulier]
canaux: [web, telephone]
service: proximite
donnees_personnelles: {{finalite: Mesurer, base: mission d’intérêt public, conservation: 1 an après la clôture}}
formulaire:
{"".join(lines)}routage:
  - {{si: {{q0: non}}, vers: proximite-sud}}
  - sinon: proximite
delais:
  reponse: {{objectif: 15 jours ouvrés}}
scenarios:
  - {{nom: Oui à tout, depose: 2026-05-13 18:30, reponses: {{{", ".join(answers)}}}, attendu: {{vers: proximite}}}}
"""


def town(folder: Path, questions: list[int]) -> Path:
    for name in ("processes", "forms"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(ROOT / "forms/secteurs", folder / "forms/secteurs")
    shutil.copy(ROOT / "processes/_organisation.yaml", folder / "processes")
    for number, count in enumerate(questions):
        (folder / f"processes/mesure-{number}.yaml").write_text(process_of(count), "utf-8")
    return folder


def timed(work: Callable[[], object], rounds: int = 5) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


def one(questions: int, rounds: int = 5) -> float:
    """Seconds to check one démarche with its scenario, the city already read once apart."""
    with tempfile.TemporaryDirectory() as folder:
        alone = town(Path(folder) / "vide", [])
        full = town(Path(folder) / "une", [questions])
        catalogue.load(full, rehearsal.check)
        base = timed(lambda: catalogue.load(alone, rehearsal.check), rounds)
        return timed(lambda: catalogue.load(full, rehearsal.check), rounds) - base


def figures() -> list[str]:
    small, large = one(40), one(511, 3)
    with tempfile.TemporaryDirectory() as folder:
        many = timed(lambda city=town(Path(folder) / "ville", [12] * 400): catalogue.load(city, rehearsal.check), 1)
    return [
        limit("Vérifier 40 questions et leur scénario", small * 1000, "ms", 100),
        limit("Vérifier 511 questions et leur scénario", large, "s", 2),
        limit("… par question, contre 40 questions", large / 511 / (small / 40), "×", 1.5),
        limit("Vérifier 400 démarches", many, "s", 10),
    ]


if __name__ == "__main__":
    print("\n".join(figures()))
