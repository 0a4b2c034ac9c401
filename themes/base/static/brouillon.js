// What is being typed is kept on the server from time to time, apart from the answers: a closed window loses nothing.
// Knows the form of a page by its address (data-autosave); never sends files, never shows anything.
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const PAUSE = 2000;
  let waiting;
  let asking;
  const keep = () => {
    clearTimeout(waiting);
    waiting = undefined;
    const typed = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) typed.delete(input.name);
    asking = new AbortController();
    fetch(form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(typed),
      keepalive: true,
      signal: asking.signal,
    }).catch(() => {});
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = undefined;
    asking?.abort();
  });
  addEventListener("pagehide", () => {
    if (waiting) keep();
  });
})();
