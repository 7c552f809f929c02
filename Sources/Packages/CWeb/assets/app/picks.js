// Picked packages: kept by the browser, so that they outlive a search; shown in the basket at the foot.

const picksKey = "picks";
const picksLimit = 50;

function readPicks() {
  try {
    const list = JSON.parse(localStorage.getItem(picksKey) ?? "[]");
    return Array.isArray(list) ? list.filter((path) => typeof path === "string").slice(0, picksLimit) : [];
  } catch {
    return [];
  }
}

let picks = readPicks();

function setPicks(paths) {
  picks = paths.slice(0, picksLimit);
  try {
    localStorage.setItem(picksKey, JSON.stringify(picks));
  } catch {
    // No storage: they last as long as the page.
  }
  showPicks();
}

function pick(path, isOn) {
  if (isOn === picks.includes(path)) return;
  setPicks(isOn ? [...picks, path] : picks.filter((other) => other !== path));
  announce(`${path} ${isOn ? "picked" : "no longer picked"}, ${picks.length} in all`, 0);
}

/** Brings check boxes and basket up to date. */
function showPicks() {
  const basket = $("#picks");
  basket.classList.toggle("filled", picks.length > 0);
  $("ul", basket).replaceChildren(...picks.map((path) =>
    h("li", null, path, h("button", { type: "button", "data-unpick": path, "aria-label": `Remove ${path}` }, "×"))));
  $(".compare", basket).hidden = picks.length < 2 || picks.length > 3;
  for (const box of $$(".pick input")) box.checked = picks.includes(box.value);
}

function startPicks() {
  const basket = $("#picks");
  document.addEventListener("change", (event) => {
    if (event.target.matches(".pick input")) pick(event.target.value, event.target.checked);
  });
  basket.addEventListener("click", (event) => {
    const { unpick } = event.target.dataset;
    if (unpick !== undefined) {
      pick(unpick, false);
      ($("button[data-unpick]", basket) ?? $("#q")).focus();
    }
    if (event.target.matches(".clear")) setPicks([]);
  });
  basket.addEventListener("submit", (event) => {
    event.preventDefault();
    const path = event.submitter?.matches(".compare") ? "/compare" : "/shell";
    location.assign(`${path}?packages=${picks.map(encode).join(",")}`);
  });
  addEventListener("storage", (event) => {
    if (event.key !== picksKey) return;
    picks = readPicks();
    showPicks();
  });
  showPicks();
}
