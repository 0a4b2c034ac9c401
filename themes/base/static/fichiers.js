// Files leave one by one as soon as they are chosen: each says how far it is, one that fails is named and can be sent
// again, the others stay. Without this script they leave with the form. Never reads what is in a file.
(() => {
  "use strict";
  const say = (region, words) => {
    const place = document.getElementById(region);
    if (place) place.textContent = words;
  };
  const element = (tag, words = "", name = "") => Object.assign(document.createElement(tag), { textContent: words, className: name });
  const waiting = new Map(); // forms -> files on their way, and the button that was pressed meanwhile

  const stateOf = (form) => waiting.get(form) ?? waiting.set(form, { left: 0, button: null, pressed: false, turn: Promise.resolve() }).get(form);

  const wordsOf = (box) => Object.fromEntries([...box.querySelectorAll("[data-mot]")].map((one) => [one.dataset.mot, one.textContent]));

  const address = (form, input) => {
    const { pathname, search } = new URL(form.action);
    return `${pathname}/documents/${encodeURIComponent(input.name)}${search}`;
  };

  const done = (form) => {
    const state = stateOf(form);
    state.left -= 1;
    if (state.left || !state.pressed) return;
    state.pressed = false;
    form.requestSubmit(state.button);
  };

  const send = (form, input, file, line) => {
    const box = input.closest("[data-fichiers]");
    const words = wordsOf(box);
    const state = stateOf(form);
    const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
    bar.setAttribute("aria-label", file.name);
    const part = element("span", words.envoi, "hint");
    line.replaceChildren(element("span", file.name, "document-name"), part, bar);
    state.left += 1;

    const fail = (why, again) => {
      state.warned = false;
      line.replaceChildren(element("span", file.name, "document-name"), element("span", why, "error"));
      const button = element("button", again ? words.encore : words.fermer, "quiet");
      button.type = "button";
      button.append(element("span", ` ${file.name}`, "visually-hidden"));
      button.addEventListener("click", () => {
        if (again) send(form, input, file, line);
        else line.remove();
        input.focus();
      });
      line.append(button);
      say("alerte-page", `${file.name} : ${why}`);
      done(form);
    };

    if (file.size > Number(box.dataset.taille)) return fail(words.lourd, false);
    const body = new FormData();
    const mark = form.elements["instance-page"];
    if (mark) body.append(mark.name, mark.value);
    body.append(input.name, file);
    const request = new XMLHttpRequest();
    let told = 0;
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = Math.round((100 * loaded) / total);
      bar.value = percent;
      part.textContent = `${words.envoi} ${percent} %`;
      if (percent - told < 25) return;
      told = percent;
      say("annonce-page", `${file.name} : ${percent} %`);
    });
    request.addEventListener("error", () => fail(words.echec, true));
    request.addEventListener("timeout", () => fail(words.echec, true));
    request.addEventListener("load", () => {
      if (request.status !== 200 && request.status !== 422) return fail(words.echec, true);
      box.querySelector("[data-recus]").innerHTML = request.responseText;
      if (request.status === 422) return fail(decodeURIComponent(request.getResponseHeader("Parvis-Announce") ?? words.echec), false);
      line.remove();
      say("annonce-page", `${file.name} : ${words.recu}`);
      done(form);
    });
    request.timeout = 600000;
    request.open("POST", address(form, input));
    request.setRequestHeader("HX-Request", "true");
    const leave = (arrived) => {
      request.addEventListener("loadend", arrived);
      say("annonce-page", `${file.name} : ${words.envoi}`);
      request.send(body);
    };
    state.turn = state.turn.then(() => new Promise(leave)); // one after the other: a weak network carries one at a time
  };

  document.addEventListener("change", ({ target }) => {
    const box = target.type === "file" && target.closest("[data-fichiers]");
    if (!box) return;
    const list = box.querySelector("[data-envois]");
    const chosen = [...target.files];
    target.value = ""; // they leave now, not with the form
    for (const file of chosen) {
      const line = document.createElement("li");
      list.append(line);
      send(target.form, target, file, line);
    }
  });

  // « Continuer » pressed while files are leaving: the page waits for them, then goes on by itself. When one has not
  // left, the first press leads to it, the second goes on without it.
  document.addEventListener(
    "submit",
    (event) => {
      const state = waiting.get(event.target);
      const lost = event.target.querySelector("[data-envois] .error + button");
      if (!state?.left && (!lost || state.warned)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const words = wordsOf(event.target.querySelector("[data-fichiers]"));
      if (state.left) {
        state.pressed = true;
        state.button = event.submitter;
        return say("annonce-page", words.attente);
      }
      state.warned = true;
      lost.focus();
      say("alerte-page", words.manque);
    },
    true,
  );
})();
