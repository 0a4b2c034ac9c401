"""Cities that a test may break: the shipped one copied, or what it shares with a few démarches of the test's own."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.site import ROOT

SAMPLES = ROOT.parent / "shared" / "samples"
"""Real data beside the repository; the tests that read it say so when it is absent."""

PLAIN = """\
resume: Une démarche pour essayer.
famille: Essais
pour: [particulier]
canaux: [web, guichet]
service: proximite
donnees_personnelles: {finalite: Essayer, base: mission d’intérêt public, conservation: 1 an}
"""
"""What every démarche says of itself, after its title, when a test looks at something else."""


def shipped(root: Path, *folders: str) -> Path:
    """The whole city under `root`, or only these folders of it."""
    for folder in folders or ("processes", "forms", "themes"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


def small(root: Path, **demarches: str) -> Path:
    """What the démarches of the city share, under `root`, with these alone: `slug=text`."""
    for folder in ("forms", "themes"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "processes").mkdir()
    for shared in (ROOT / "processes").glob("_*"):
        if not shared.name.startswith("_portail"):  # it names démarches that are not here
            shutil.copy(shared, root / "processes")
    for slug, text in demarches.items():
        (root / f"processes/{slug}.yaml").write_text(text, "utf-8")
    return root
