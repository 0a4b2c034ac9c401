// In an author's preview: shows the page again as soon as the file has been saved. « Recharger » does without.
(() => {
  "use strict";
  const beside = document.querySelector(".beside");
  if (!beside) return;
  const again = () => {
    // A page that answered a form is asked for anew: the browser would offer to send the form again.
    if (beside.dataset.sent === "oui") location.replace(location.pathname + location.search);
    else location.reload();
  };
  beside.querySelector("[data-reload]").addEventListener("click", (event) => {
    event.preventDefault();
    again();
  });
  const look = async () => {
    try {
      const answer = await fetch("/-/apercu/version", { cache: "no-store" });
      if (answer.ok && (await answer.json()).version !== beside.dataset.version) return again();
    } catch {
      // the preview was stopped: its page stays on the screen
    }
    setTimeout(look, 800);
  };
  setTimeout(look, 800);
})();
