/* The list follows what is typed, and its count is said. Without this script, « Chercher » does the same. */
(() => {
  const field = document.getElementById("q");
  const list = document.getElementById("liste-page");
  if (!field || !list) return;
  let waiting, asked;
  const follow = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`/?q=${encodeURIComponent(field.value.trim())}`, { headers: { "HX-Request": "true" }, signal: asked.signal });
      if (!answer.ok) return;
      list.innerHTML = await answer.text();
      document.getElementById("annonce-page").textContent = decodeURIComponent(answer.headers.get("Parvis-Announce") ?? "");
    } catch { /* a slower connection, or a later letter: the button is there */ }
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(follow, 400);
  });
})();
