// Small comforts for browsers that run scripts. Nothing here is needed to complete a démarche.
// Knows the ids of page.html; never evaluates text, never stores anything.
(() => {
  "use strict";
  const say = (region, words) => {
    const place = document.getElementById(region);
    if (place) place.textContent = words;
  };
  const announce = (words) => say("annonce-page", words);
  const alarm = (words) => say("alerte-page", words);

  // A page brought back by the Back button may belong to the person before: ask the server again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(location.pathname + location.search);
  });

  // A link of the error summary puts the cursor in the control, not only on the screen.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".error-summary a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    control.closest(".field")?.scrollIntoView();
    control.focus({ preventScroll: true });
  });

  // Reading comfort shows at once and is kept without leaving the page: what is typed stays. Each setting is a class of
  // <html>, as engine/web/comfort.py writes them; the first choice of a setting is the ordinary one and has none.
  document.addEventListener("change", ({ target }) => {
    const panel = target.closest?.(".comfort form");
    if (!panel) return;
    const chosen = [...panel.querySelectorAll(".choice + .choice :checked")];
    document.documentElement.className = chosen.map((one) => `${one.name}-${one.value}`).join(" ");
    fetch(panel.action, { method: "POST", body: new URLSearchParams(new FormData(panel)), redirect: "manual" });
  });
  document.addEventListener("submit", (event) => {
    const drawer = event.target.closest(".comfort");
    if (!drawer) return;
    event.preventDefault();
    drawer.open = false;
    drawer.querySelector("summary").focus();
  });

  // A second click on a button would send twice; the server refuses it anyway, this spares the wait.
  // The button stays focusable and readable.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || [...form.attributes].some((one) => one.name.startsWith("data-hx-"))) return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    // Back must show this page with its answers, not ask whether to send the refused ones again.
    if (document.getElementById("erreurs-page") && new URL(form.action).pathname === location.pathname) history.replaceState(null, "", location.href);
    form.setAttribute("aria-busy", "true");
    const files = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    announce(files ? "Envoi de vos documents en cours. Cela peut prendre une minute." : "");
    setTimeout(() => form.removeAttribute("aria-busy"), 10000);
  });

  // htmx: the target says that it is busy, an error leads to its summary, a failure is told.
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    ctx.target?.setAttribute?.("aria-busy", "true");
    alarm("");
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    ctx.target?.removeAttribute?.("aria-busy");
  });
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    ctx.target?.removeAttribute?.("aria-busy");
    const words = ctx.response?.raw?.headers.get("Parvis-Announce");
    if (words) announce(decodeURIComponent(words));
    if (ctx.response?.status === 422) document.getElementById("erreurs-page")?.focus();
  });
  const failed = () => alarm("La page n’a pas pu être mise à jour. Rechargez-la, vos réponses enregistrées sont gardées.");
  document.addEventListener("htmx:error", failed);
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (ctx.response.status !== 422) failed();
  });
})();
