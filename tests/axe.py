"""axe-core with every rule it knows, the optional ones included. What is not held is listed here, with its reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"

LEFT_OUT: dict[str, str] = {}
"""Rules not run at all: why. None today."""

EXPLAINED: dict[tuple[str, str], str] = {
    (
        "hidden-content",
        "",
    ): "ce qui est replié est déplié avant qu’axe regarde (tests/inspect_page.py) ; les cartes ont leur essai",
    (
        "color-contrast",
        "pseudo element",
    ): "le rond d’un numéro est à côté des mots, jamais dessous (tests/inspect_page.py)",
    ("color-contrast-enhanced", "pseudo element"): "de même",
    (
        "color-contrast",
        "contains an image node",
    ): "les noms de la carte sont sur un fond uni, et se disent ailleurs en mots",
    (
        "color-contrast",
        "only non-text characters",
    ): "« + » et « − » de la carte ont la couleur des liens, mesurée ailleurs",
    ("color-contrast-enhanced", "only non-text characters"): "de même",
    ("label-content-name-mismatch", "Unable to determine"): "« + » et « − » s’appellent Agrandir et Réduire",
}
"""What axe « cannot tell », by its rule and some words of its reason: which check of ours decides instead.

In French: docs/accessibilite/ says it."""

RUN = """async ([leftOut, only]) => {
  const rules = {};
  for (const rule of axe.getRules()) rules[rule.ruleId] = {enabled: !leftOut.includes(rule.ruleId)};
  const wanted = only.length ? {runOnly: {type: "rule", values: only}} : {rules};
  const found = await axe.run(document, {...wanted, resultTypes: ["violations", "incomplete"]});
  const told = ({id, nodes}) => nodes.map(node => [id, node.html.slice(0, 160),
    [...node.any, ...node.all, ...node.none].map(check => check.message).join(" ").slice(0, 200)]);
  return {broken: found.violations.flatMap(told), unsure: found.incomplete.flatMap(told)};
}"""


@cache
def source() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is absent: npm ci --ignore-scripts")
    return AXE.read_text("utf-8")


def complaints(page, only=()) -> list[str]:
    """What axe finds wrong, and what it cannot tell and nobody explained."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    found = page.evaluate(RUN, [[*LEFT_OUT], [*only]])
    broken = [f"{rule} : {html} {why}" for rule, html, why in found["broken"]]
    unsure = [f"{rule} (axe hésite) : {html} {why}" for rule, html, why in found["unsure"] if not explained(rule, why)]
    return broken + unsure


def explained(rule: str, why: str) -> bool:
    return any(rule == known and words in why for known, words in EXPLAINED)


def rules(page) -> list[dict]:
    """Every rule with its tags: those of RGAA among them."""
    page.evaluate(source())
    return page.evaluate("axe.getRules().map(({ruleId, tags}) => ({ruleId, tags}))")
