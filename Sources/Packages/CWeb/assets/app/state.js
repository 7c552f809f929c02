// What an address says, in both directions; the same names, order and encoding as PageState.swift.

const pageSize = 30;
const facetNames = ["category", "license", "platform", "set"];
const filterTitles = {
  category: "Category", license: "License", platform: "Platform", set: "Package set", maintainer: "Maintainer",
};
const filterNames = Object.keys(filterTitles);
const switchNames = ["include_unfree", "include_broken"];

/** The state of an address: `{q, filters, switches, offset, path}`, `path` a package or null. */
function readState(address) {
  const url = new URL(address);
  const given = url.searchParams;
  const all = (name) => [...new Set(given.getAll(name).map((value) => value.trim()).filter(Boolean))];
  const offset = /^\d+$/.test(given.get("offset") ?? "") ? Math.min(Number(given.get("offset")), 999999999) : 0;
  const match = url.pathname.match(/^\/packages\/(.+)$/);
  return {
    q: (given.get("q") ?? "").trim(),
    filters: Object.fromEntries(filterNames.map((name) => [name, all(name)])),
    switches: switchNames.filter((name) => /^(1|true|yes|on)$/i.test(given.get(name) ?? "")),
    offset,
    path: match ? decode(match[1]) : null,
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const hasFilters = (state) => filterNames.some((name) => state.filters[name].length > 0);
const isEmpty = (state) => !state.q && !hasFilters(state);
const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** The query string of a state, without the question mark. */
function queryOf(state) {
  const pairs = state.q ? [["q", state.q]] : [];
  for (const name of filterNames) for (const value of state.filters[name]) pairs.push([name, value]);
  for (const name of switchNames) if (state.switches.includes(name)) pairs.push([name, "1"]);
  if (state.offset > 0) pairs.push(["offset", state.offset]);
  return pairs.map(([name, value]) => `${name}=${encode(String(value))}`).join("&");
}

const withQuery = (path, query) => (query ? `${path}?${query}` : path);
const listAddress = (state) => withQuery("/", queryOf(state));
const packageAddress = (path, state) => withQuery(`/packages/${encode(path)}`, queryOf(state));
const addressOf = (state) => (state.path === null ? listAddress(state) : packageAddress(state.path, state));

const without = (state, name, value) => ({
  ...state, offset: 0, filters: { ...state.filters, [name]: state.filters[name].filter((v) => v !== value) },
});
