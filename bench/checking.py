"""How long the checker takes: a démarche of 40 questions, of 511, and a folder of 400."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from statistics import median

from bench.harness import Rounds, lasted, limit, rounds
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


def one(folder: Path, questions: int, times: int = 5) -> Rounds:
    """Seconds to check one démarche with its scenario, without those that the city alone takes, timed in turn."""
    alone, full = town(folder / "vide", []), town(folder / "une", [questions])
    catalogue.load(full, rehearsal.check)
    taken = []
    for _ in range(times):
        base = rounds(lambda: catalogue.load(alone, rehearsal.check), 1).median
        taken.append(rounds(lambda: catalogue.load(full, rehearsal.check), 1).median - base)
    return Rounds(median(taken), min(taken), max(taken))


def per_question(small: Rounds, large: Rounds) -> str:
    """The share of one question among 511, against one among 40: 1 when time grows as the file does."""
    scale = QUESTIONS[0] / QUESTIONS[1]
    around = (large.lowest / small.highest * scale, large.highest / small.lowest * scale)
    return limit("… par question, contre 40 questions", large.median / small.median * scale, "×", 1.5, around)


QUESTIONS = (40, 511)


def figures() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        small, large = (one(root / str(count), count) for count in QUESTIONS)
        many = town(root / "ville", [12] * 400)
        whole = rounds(lambda: catalogue.load(many, rehearsal.check), 3)
    return [
        lasted("Vérifier 40 questions et leur scénario", small, 100, unit="ms"),
        lasted("Vérifier 511 questions et leur scénario", large, 2),
        per_question(small, large),
        lasted("Vérifier 400 démarches", whole, 10),
    ]


if __name__ == "__main__":
    print("\n".join(figures()))
