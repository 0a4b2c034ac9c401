// A chosen address fills the inputs at once; a line changed by hand afterwards is no longer that address.
// Nothing here is needed: without scripts, the server reads the choice.
(() => {
  "use strict";
  const PARTS = { texte: "texte", voie: "voie", codePostal: "code_postal", commune: "commune" };
  const TYPED = [...Object.values(PARTS), "point", "pays"];

  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("input[type=radio][name$='-choisie']")) return;
    const question = target.name.slice(0, -"-choisie".length);
    if (!target.value) return;
    for (const [key, part] of Object.entries(PARTS)) {
      const input = document.getElementById(`${question}-${part}`);
      if (input) input.value = target.dataset[key] ?? "";
    }
    const point = document.getElementById(`${question}-point`);
    if (point) point.value = "";
  });

  document.addEventListener("input", ({ target }) => {
    const field = target.closest?.(".field");
    if (!field || target.type === "radio" || target.name?.endsWith("-cherche")) return;
    const kept = field.querySelector("input[type=radio][name$='-choisie'][value='']");
    if (kept && TYPED.some((part) => target.name.endsWith(`-${part}`))) kept.checked = true;
  });
})();
