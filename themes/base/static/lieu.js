// « Utiliser ma position » and the map, on demand. What they find is written in the field, where it can be read,
// corrected and erased; words alone remain enough. The map is fetched when it is opened, never before.
(() => {
  "use strict";
  const DECIMALS = 6;
  const say = (region, words) => {
    const place = document.getElementById(region);
    if (place) place.textContent = words;
  };

  const read = (input) => {
    const found = input.value.trim().replaceAll(",", ".").match(/^(-?\d{1,2}(?:\.\d+)?)[\s;]+(-?\d{1,3}(?:\.\d+)?)$/);
    return found ? [Number(found[1]), Number(found[2])] : null;
  };

  const write = (input, latitude, longitude, words) => {
    input.value = `${latitude.toFixed(DECIMALS)} ${longitude.toFixed(DECIMALS)}`;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    say("annonce-page", words);
  };

  const fetched = (tag, attributes) =>
    new Promise((done, failed) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.addEventListener("load", done);
      element.addEventListener("error", failed);
      document.head.append(element);
    });

  const locate = (input) => {
    if (!navigator.geolocation) {
      say("alerte-page", "Votre appareil ne donne pas sa position. Décrivez l’endroit avec des mots.");
      return;
    }
    say("annonce-page", "Recherche de votre position.");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => write(input, coords.latitude, coords.longitude, "Votre position est notée."),
      () => say("alerte-page", "Votre position n’a pas pu être lue. Décrivez l’endroit avec des mots."),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  };

  const draw = async (box, input) => {
    const [answer] = await Promise.all([
      fetch(box.dataset.map),
      window.L ? null : fetched("link", { rel: "stylesheet", href: box.dataset.style }),
      window.L ? null : fetched("script", { src: box.dataset.script }),
    ]);
    const { secteurs, fond } = await answer.json();
    const L = window.L;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const pane = box.querySelector(".map");
    const map = L.map(pane, { zoomAnimation: !still, fadeAnimation: !still, inertia: !still, zoomControl: false, zoomSnap: 0.5 });
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire" }).addTo(map);
    map.attributionControl.setPrefix(false);
    if (fond.adresse) L.tileLayer(fond.adresse, { attribution: fond.credit, maxZoom: 19 }).addTo(map);
    const outlines = L.geoJSON(secteurs, {
      style: { color: getComputedStyle(input).color, weight: 2, fillOpacity: 0.06 },
      interactive: false,
      onEachFeature: ({ properties }, layer) =>
        layer.bindTooltip(properties.nom, { permanent: true, direction: "center", interactive: false }),
    }).addTo(map);
    pane.setAttribute("role", "application");
    pane.setAttribute("aria-label", "Carte");
    pane.setAttribute("aria-describedby", box.querySelector(".map-frame .hint").id);
    const mark = L.circleMarker([0, 0], { radius: 10, weight: 4, color: getComputedStyle(input).color, interactive: false });
    const show = () => {
      const point = read(input);
      if (point) mark.setLatLng(point).addTo(map);
      else mark.remove();
    };
    const start = read(input);
    if (start) map.setView(start, 16);
    else if (secteurs.features.length) map.fitBounds(outlines.getBounds());
    else map.setView([46.6, 2.4], 5);
    const choose = ({ lat, lng }) => {
      const { lng: wrapped } = L.latLng(lat, lng).wrap();
      write(input, lat, wrapped, "Le point est noté.");
    };
    map.on("click", ({ latlng }) => choose(latlng));
    box.querySelector("[data-centre]").addEventListener("click", () => choose(map.getCenter()));
    input.addEventListener("input", show);
    show();
    return map;
  };

  const prepare = (box) => {
    if (!box.hidden) return;
    const input = document.getElementById(box.dataset.point);
    const opener = box.querySelector("[data-open]");
    const frame = box.querySelector(".map-frame");
    let map = null;
    box.hidden = false;
    box.querySelector("[data-locate]").addEventListener("click", () => locate(input));
    opener.addEventListener("click", async () => {
      const open = opener.getAttribute("aria-expanded") !== "true";
      opener.setAttribute("aria-expanded", String(open));
      frame.hidden = !open;
      if (!open) return;
      try {
        map ??= draw(box, input);
        (await map).invalidateSize();
      } catch {
        map = null;
        say("alerte-page", "La carte ne s’affiche pas. Décrivez l’endroit avec des mots : cela suffit.");
      }
    });
  };

  const all = () => document.querySelectorAll("[data-point]").forEach(prepare);
  all();
  document.addEventListener("htmx:after:swap", all); // a question that an answer has just called for
})();
