"""What every page owes to everyone, asked of a real browser: axe, and what axe cannot see."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN_AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 160)).join(" | "));
}"""

DEFECTS = """() => {
  const found = [], all = s => [...document.querySelectorAll(s)];
  const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
  const heads = all("h1").filter(shown);
  if (heads.length !== 1) found.push(`${heads.length} titres h1`);
  const ids = all("[id]").map(e => e.id);
  ids.filter((id, n) => ids.indexOf(id) !== n).forEach(id => found.push(`id en double : ${id}`));
  for (const name of ["aria-describedby", "aria-labelledby", "for", "aria-controls"])
    for (const e of all(`[${name}]`))
      for (const id of e.getAttribute(name).split(/\\s+/).filter(Boolean)) {
        const target = document.getElementById(id);
        if (!target) found.push(`${name} vise ${id}, qui n’existe pas`);
        else if (name.startsWith("aria-d") && !target.textContent.trim()) found.push(`${name} vise ${id}, qui est vide`);
      }
  const summary = document.querySelector("main .error-summary");
  const wrong = /^(Erreur : |Error: |خطأ: )/.test(document.title);
  if (!!summary !== wrong) found.push(`titre « ${document.title} » et résumé d’erreurs ne vont pas ensemble`);
  if (summary) {
    if (!summary.contains(document.activeElement) && document.activeElement !== summary) found.push("le résumé n’a pas le focus");
    for (const link of summary.querySelectorAll("a[href^='#']"))
      if (!document.getElementById(link.hash.slice(1))) found.push(`le résumé renvoie à ${link.hash}, absent`);
    if (!summary.querySelector("a")) found.push("le résumé n’a pas de lien");
  }
  if (!['fr', 'en', 'es', 'ar'].includes(document.documentElement.lang)) found.push("langue absente");
  if (all("fieldset").some(f => !f.querySelector("legend"))) found.push("un groupe sans légende");
  if (all("[placeholder]").length) found.push("placeholder");
  for (const e of all("button, select, textarea, summary, input:not([type=hidden]):not([type=radio]):not([type=checkbox])"))
    if (shown(e)) {
      const box = e.getBoundingClientRect();
      if (box.height < 43.5 && !e.closest(".visually-hidden")) found.push(`cible de ${Math.round(box.height)} px : ${e.outerHTML.slice(0, 90)}`);
    }
  for (const e of all("input[type=radio], input[type=checkbox]")) {
    const label = e.labels[0];
    if (shown(e) && !(label && label.getBoundingClientRect().height >= 43.5)) found.push(`étiquette trop petite : ${e.id}`);
  }
  return found;
}"""

SETTLED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"""
"""Two frames drawn: `autofocus` has been honoured."""

OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > wide + 1)
    .map(e => `dépasse à 320 px : ${e.tagName} ${e.className} ${(e.textContent || "").trim().slice(0, 40)}`).slice(0, 5);
}"""


@cache
def axe_source() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is absent: npm ci --ignore-scripts")
    return AXE.read_text("utf-8")


def defects(page) -> list[str]:
    """Everything wrong on the page as it stands, in words."""
    page.wait_for_function(SETTLED)
    found = page.evaluate(DEFECTS)
    page.evaluate(axe_source())
    found += page.evaluate(RUN_AXE, RULES)
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    found += page.evaluate(OVERFLOW)
    page.set_viewport_size(size)
    return found
