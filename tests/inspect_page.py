"""What every page owes to everyone, asked of a real browser: axe, and what axe cannot see."""

from __future__ import annotations

from tests import axe

SETTLED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"""
"""Two frames drawn: `autofocus` has been honoured."""

TOOLS = """
  const found = [], all = (s, from = document) => [...from.querySelectorAll(s)];
  const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
  const words = e => (e?.textContent ?? "").trim().replace(/\\s+/g, " ");
  const told = e => e.outerHTML.slice(0, 110);
"""

STRUCTURE = f"""() => {{{TOOLS}
  const heads = all("h1").filter(shown);
  if (heads.length !== 1) found.push(`${{heads.length}} titres h1`);
  const ids = all("[id]").map(e => e.id);
  ids.filter((id, n) => ids.indexOf(id) !== n).forEach(id => found.push(`id en double : ${{id}}`));
  for (const name of ["aria-describedby", "aria-labelledby", "for", "aria-controls", "aria-owns", "headers"])
    for (const e of all(`[${{name}}]`))
      for (const id of e.getAttribute(name).split(/\\s+/).filter(Boolean)) {{
        const target = document.getElementById(id);
        if (!target) found.push(`${{name}} vise ${{id}}, qui n’existe pas`);
        else if (/^aria-(d|l)/.test(name) && !words(target)) found.push(`${{name}} vise ${{id}}, qui est vide`);
      }}
  if (!["fr", "en", "es", "ar"].includes(document.documentElement.lang)) found.push("langue absente");
  if ((document.documentElement.lang === "ar") !== (getComputedStyle(document.documentElement).direction === "rtl"))
    found.push("le sens de lecture n’est pas celui de la langue");
  for (const e of all("[lang]"))
    if (!/^[a-z]{{2,3}}(-[A-Za-z0-9]+)*$/.test(e.lang)) found.push(`langue inconnue : ${{told(e)}}`);
  for (const f of all("fieldset")) if (!words(f.querySelector(":scope > legend"))) found.push(`groupe sans légende : ${{told(f)}}`);
  const choices = all("main input[type=radio], main input[type=checkbox]");
  for (const e of choices.filter(e => choices.some(other => other !== e && other.name === e.name)))
    if (!e.closest("fieldset, [role=group][aria-labelledby], [role=radiogroup]")) found.push(`choix hors d’un groupe : ${{told(e)}}`);
  for (const field of all("main .field")) {{
    const typed = all("input:not([type=hidden], [type=radio], [type=checkbox], [type=file]), textarea", field).filter(shown);
    if (typed.length > 1 && !field.matches("fieldset")) found.push(`plusieurs champs hors d’un groupe : ${{field.id}}`);
  }}
  if (all("[placeholder]").length) found.push("placeholder");
  if (all("[tabindex]").some(e => e.tabIndex > 0)) found.push("un tabindex change l’ordre du clavier");
  const help = document.querySelector("body.citizen .help");
  if (document.querySelector("body.citizen main") && !location.pathname.startsWith("/-/") && help?.previousElementSibling?.tagName !== "MAIN")
    found.push("le bloc d’aide n’est pas juste après le contenu");
  return found;
}}"""

ERRORS = f"""() => {{{TOOLS}
  const summary = document.querySelector("main .error-summary");
  const wrong = /^(Erreur : |Error: |Error : |خطأ: )/.test(document.title);
  if (!!summary !== wrong) found.push(`titre « ${{document.title}} » et résumé d’erreurs ne vont pas ensemble`);
  if (!summary) return found;
  if (summary !== document.querySelector("main").querySelector(":scope > :not(.partial, #nouvelles-page)"))
    found.push("le résumé n’est pas le premier du contenu");
  if (document.activeElement !== summary) found.push("le résumé n’a pas le focus");
  const links = all("a[href^='#']", summary);
  if (!links.length) found.push("le résumé n’a pas de lien");
  const targets = links.map(link => document.getElementById(link.hash.slice(1)));
  links.forEach((link, n) => {{
    const target = targets[n];
    if (!target) return found.push(`le résumé renvoie à ${{link.hash}}, absent`);
    if (!target.matches("input, select, textarea, button, a, [tabindex]")) found.push(`${{link.hash}} ne reçoit pas le curseur`);
    const errors = all(".error", target.closest(".field, form") ?? document).map(words);
    const own = (target.getAttribute("aria-describedby") ?? target.closest("[aria-describedby]")?.getAttribute("aria-describedby") ?? "")
      .split(/\\s+/).map(id => words(document.getElementById(id)));
    if (!errors.some(one => one.endsWith(words(link))) && !own.some(one => one.endsWith(words(link))))
      found.push(`« ${{words(link)}} » n’est pas dit près de la question`);
    if (n && targets[n - 1] && !(targets[n - 1].compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING))
      found.push(`le résumé n’est pas dans l’ordre des questions : ${{link.hash}}`);
  }});
  for (const e of all("main [aria-invalid=true]"))
    if (!e.closest(".field")?.querySelector(".error") && !(e.getAttribute("aria-describedby") ?? "").split(/\\s+/).some(id => document.getElementById(id)?.matches(".error")))
      found.push(`faux sans dire pourquoi : ${{told(e)}}`);
  return found;
}}"""

ARRIVAL = f"""() => {{{TOOLS}
  const here = document.activeElement, asked = document.querySelector("[autofocus]");
  const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (![document.body, null, asked, target].includes(here) && !target?.contains(here))
    found.push(`le curseur est ailleurs qu’au début de la page : ${{told(here)}}`);
  return found;
}}"""
"""On a page just reached, the cursor is at its beginning, on its errors, or where the address says."""

TARGETS = f"""() => {{{TOOLS}
  const inSentence = a => getComputedStyle(a).display === "inline" && words(a.parentElement).length > words(a).length + 3;
  for (const e of all("button, select, textarea, summary, input:not([type=hidden], [type=radio], [type=checkbox]), a[href]"))
    if (shown(e) && !e.closest(".visually-hidden, .skip-link, .leaflet-container") && !(e.tagName === "A" && inSentence(e))) {{
      const box = (e.closest(".cards .card, .shelves > li") ?? e).getBoundingClientRect();
      if (box.height < 43.5 || box.width < 43.5) found.push(`cible de ${{Math.round(box.width)}} × ${{Math.round(box.height)}} px : ${{told(e)}}`);
    }}
  for (const e of all("input[type=radio], input[type=checkbox]"))
    if (shown(e) && !((e.closest(".choice") ?? e.labels[0])?.getBoundingClientRect().height >= 43.5)) found.push(`étiquette trop petite : ${{e.id}}`);
  return found;
}}"""

ORDER = f"""() => {{{TOOLS}
  const stops = all("a[href], button, input:not([type=hidden]), select, textarea, summary", document.querySelector("main") ?? document.body)
    .filter(e => shown(e) && e.tabIndex >= 0 && !e.closest(".visually-hidden, .leaflet-container"))
    .map(e => [e, (e.closest(".choice, .card") ?? e).getBoundingClientRect()]);
  const toRight = getComputedStyle(document.documentElement).direction === "ltr";
  for (let n = 1; n < stops.length; n++) {{
    const [[, before], [e, here]] = [stops[n - 1], stops[n]];
    const beside = toRight ? here.left >= before.right - 1 : here.right <= before.left + 1;
    if (here.bottom < before.top + 1 && !beside) found.push(`le clavier remonte vers ${{told(e)}}`);
  }}
  return found;
}}"""
"""What Tab meets next is below, or beside in the direction of reading."""

OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > wide + 1)
    .map(e => `dépasse à 320 px : ${e.tagName} ${e.className} ${(e.textContent || "").trim().slice(0, 40)}`).slice(0, 5);
}"""

UNDERLAID = f"""() => {{{TOOLS}
  for (const e of all("body *").filter(shown))
    for (const side of ["::before", "::after"]) {{
      const drawn = getComputedStyle(e, side), own = getComputedStyle(e);
      if (drawn.content === "none" || drawn.position !== "absolute" || drawn.backgroundColor === "rgba(0, 0, 0, 0)") continue;
      const room = parseFloat(own.paddingInlineStart), taken = parseFloat(drawn.insetInlineStart) + parseFloat(drawn.inlineSize);
      if (!(taken <= room + 1) && words(e)) found.push(`un fond est dessiné sous les mots : ${{told(e)}}`);
    }}
  return found;
}}"""
"""A coloured shape drawn beside words must stay beside."""

SPACED = """on => {
  window.parvisSpacing ??= new CSSStyleSheet();
  window.parvisSpacing.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; "
    + "word-spacing: .16em !important } p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = on ? [window.parvisSpacing] : [];
}"""
"""The spacing of WCAG 1.4.12."""

CLIPPED = f"""() => {{{TOOLS}
  for (const e of all("main *, header *, footer *"))
    if (/hidden|clip/.test(getComputedStyle(e).overflow) && shown(e) && e.clientHeight > 1 && !e.closest(".visually-hidden, .leaflet-container, svg, select, textarea")
        && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1) && words(e)) found.push(`texte coupé : ${{told(e)}}`);
  return found;
}}"""

FORCED = f"""() => {{{TOOLS}
  const edged = s => parseFloat(s.borderTopWidth) > 0 && s.borderTopStyle !== "none" || parseFloat(s.borderBottomWidth) > 0 && s.borderBottomStyle !== "none";
  for (const e of all("button, input:not([type=hidden], [type=radio], [type=checkbox], [type=file]), select, textarea").filter(shown))
    if (!e.closest(".visually-hidden, .leaflet-container") && !edged(getComputedStyle(e)) && getComputedStyle(e).textDecorationLine !== "underline")
      found.push(`sans bord en couleurs forcées : ${{told(e)}}`);
  for (const e of all("input[type=radio], input[type=checkbox]").filter(shown))
    if (getComputedStyle(e).appearance !== "auto") found.push(`coche invisible en couleurs forcées : ${{told(e)}}`);
  return found;
}}"""

UNFOLD = """() => {
  const closed = [...document.querySelectorAll("main details:not([open]), .help details:not([open]), header details:not([open])")];
  closed.forEach(one => one.open = true);
  window.parvisUnfolded = closed;
  window.parvisRevealed = [...document.querySelectorAll(".reveal")].filter(one => getComputedStyle(one).display === "none");
  window.parvisRevealed.forEach(one => one.style.setProperty("display", "block", "important"));
}"""
FOLD = """() => {
  window.parvisUnfolded.forEach(one => one.open = false);
  window.parvisRevealed.forEach(one => one.style.removeProperty("display"));
}"""
"""What waits behind a summary or a box to tick is judged like the rest."""

CONTRASTS = ("color-contrast", "color-contrast-enhanced", "link-in-text-block")
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 × 1024 at 400 %, which is also the narrowest phone."""


def just_reached(page) -> list[str]:
    page.wait_for_function(SETTLED)
    return page.evaluate(ARRIVAL)


def defects(page) -> list[str]:
    """Everything wrong on the page as it stands, in words. Leaves it as it was."""
    page.wait_for_function(SETTLED)
    found = [one for check in (STRUCTURE, ERRORS, ORDER, UNDERLAID) for one in page.evaluate(check)]
    page.evaluate(UNFOLD)
    found += page.evaluate(TARGETS) + axe.complaints(page)
    found += in_the_dark(page) + in_forced_colours(page) + zoomed(page)
    page.evaluate(FOLD)
    return found


def in_the_dark(page) -> list[str]:
    """The contrasts of the other half of the day."""
    other, usual = ("light", "dark") if matches(page, "prefers-color-scheme: dark") else ("dark", "light")
    page.emulate_media(color_scheme=other)
    page.evaluate("document.getAnimations().forEach(one => one.finish())")  # colours fade from one to the other
    found = [f"{other} : {one}" for one in axe.complaints(page, CONTRASTS)]
    page.emulate_media(color_scheme=usual)
    return found


def in_forced_colours(page) -> list[str]:
    if matches(page, "forced-colors: active"):
        return page.evaluate(FORCED)
    page.emulate_media(forced_colors="active")
    found = page.evaluate(FORCED)
    page.emulate_media(forced_colors="none")
    return found


def zoomed(page) -> list[str]:
    """At 320 pixels, which is 400 %: nothing beside the screen, nothing cut, the text spaced out or not."""
    size = page.viewport_size
    page.set_viewport_size(ZOOMED)
    found = page.evaluate(OVERFLOW) + page.evaluate(ORDER)
    page.evaluate(SPACED, True)
    found += [f"espacé : {one}" for one in page.evaluate(OVERFLOW) + page.evaluate(CLIPPED)]
    page.evaluate(SPACED, False)
    page.set_viewport_size(size)
    return found


def matches(page, query) -> bool:
    return page.evaluate("query => matchMedia(`(${query})`).matches", query)
