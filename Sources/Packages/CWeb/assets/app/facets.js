// The filters: the same elements as FacetPanel.swift writes.

const facetsShown = 7;

function choice(name, value, label, count, isOn) {
  return h("li", null, h("label", null,
    h("input", { type: "checkbox", form: "search", name, value, checked: isOn }),
    h("span", { class: "label" }, label),
    count !== null && h("span", { class: "n" }, grouped(count))));
}

/** The fieldset of a facet: what is chosen first, then what is frequent. */
function facet(name, values, chosen) {
  const is = (value) => (other) => other.toLowerCase() === value.toLowerCase();
  const [on, off] = [[], []];
  for (const { value, label, count } of values) {
    const isOn = chosen.some(is(value));
    (isOn ? on : off).push(choice(name, value, label, count, isOn));
  }
  const left = chosen.filter((value) => !values.some((other) => is(value)(other.value)));
  const all = [...on, ...left.map((value) => choice(name, value, value, null, true)), ...off];
  if (!all.length) return null;
  const shown = Math.max(facetsShown, on.length + left.length);
  return h("fieldset", { "data-facet": name },
    h("legend", null, filterTitles[name]),
    h("ul", null, all.slice(0, shown)),
    all.length > shown &&
      h("details", null, h("summary", null, `${all.length - shown} more`), h("ul", null, all.slice(shown))));
}

function facetNodes(state, facets) {
  const titles = { include_unfree: "Unfree packages", include_broken: "Broken packages" };
  return [
    ...facetNames.map((name) => facet(name, facets[name] ?? [], state.filters[name])),
    ...state.filters.maintainer.map((value) => h("input", { type: "hidden", form: "search", name: "maintainer", value })),
    h("fieldset", null, h("legend", null, "Show as well"), h("ul", null,
      switchNames.map((name) => choice(name, "1", titles[name], null, state.switches.includes(name))))),
    h("button", { class: "plain nojs", form: "search" }, "Apply filters"),
  ].filter(Boolean);
}

/** Shows the filters anew without losing what is unfolded or has the focus. */
function showFacets(state, facets) {
  const panel = $("#filters");
  const unfolded = new Set($$("details[open]", panel).map((details) => details.parentElement.dataset.facet));
  const focused = panel.contains(document.activeElement) ? document.activeElement : null;
  panel.replaceChildren(...facetNodes(state, facets));
  for (const details of $$("details", panel)) details.open = unfolded.has(details.parentElement.dataset.facet);
  if (!focused?.name) return;
  const same = $$("input", panel).find((input) => input.name === focused.name && input.value === focused.value);
  (same ?? $("input", panel))?.focus({ preventScroll: true });
}

/** What the panel's check boxes say. */
function chosenFilters(state) {
  const on = $$("#filters input[type=checkbox]:checked");
  const values = (name) => on.filter((input) => input.name === name).map((input) => input.value);
  return {
    ...state, offset: 0, path: null,
    filters: { ...state.filters, ...Object.fromEntries(facetNames.map((name) => [name, values(name)])) },
    switches: switchNames.filter((name) => values(name).length > 0),
  };
}
