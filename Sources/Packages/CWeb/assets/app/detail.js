// One package: the same elements as DetailView.swift and PackageFacts.swift write.

function copyButton(label, code) {
  return h("button", { type: "button", class: "copy", "data-copy": code, "aria-label": `Copy: ${label}` }, "Copy");
}

/** Each word is an element, so that lines break between words and not inside an option. */
const words = (code) => code.split(" ").flatMap((word, i) => (i ? [" ", h("span", null, word)] : [h("span", null, word)]));

const snippetLine = (label, code) =>
  h("div", { class: "snippet" }, h("span", { class: "what" }, label), h("code", null, words(code)), copyButton(label, code));

const snippetBlock = (label, code) =>
  h("div", { class: "snippet block" }, h("span", { class: "what" }, label),
    h("pre", { tabindex: 0, role: "region", "aria-label": label }, h("code", null, code)), copyButton(label, code));

const section = (title, ...children) => h("section", null, h("h2", null, title), children);
const code = (text) => h("code", null, text);

/** A link out, or the text alone where it is not an address of the web. */
const outward = (address, text) =>
  address && isSafeLink(address) && !address.startsWith("/")
    ? h("a", { href: address, rel: "noopener nofollow" }, text) : text;

const inward = (name, value) => h("a", { href: `/?q=${encode(`${name}:${value}`)}` }, value);
const gitHub = (account) => (/^[A-Za-z0-9-]{1,39}$/.test(account ?? "") ? `https://github.com/${account}` : null);

function licenses(p) {
  if (!p.licenses) return p.license ? [p.license] : [];
  const records = p.licenses.licenses ?? [p.licenses, ...(p.licenses.exception ? [p.licenses.exception] : [])];
  // One for each part of the package, often of the same name: the first tells.
  const seen = new Map();
  for (const r of records) {
    const name = r.fullName || r.spdxId || r.shortName || r.value;
    if (name && !seen.has(name)) seen.set(name, outward(r.url, name));
  }
  return [...seen.values()];
}

function platforms(p) {
  const machines = new Map();
  for (const platform of p.platforms ?? []) {
    const dash = platform.indexOf("-");
    const system = dash > 0 ? platform.slice(dash + 1) : platform;
    const names = machines.get(system) ?? [];
    machines.set(system, dash > 0 ? [...names, platform.slice(0, dash)] : names);
  }
  return [...machines].map(([system, names]) => (names.length ? `${system}: ${names.join(", ")}` : system));
}

function factsOf(p) {
  const web = (addresses) => [...new Set(addresses.filter(Boolean))].map((address) => outward(address, address));
  const people = (p.maintainers ?? []).filter((m) => m.name || m.github);
  return [
    ["Programs", (p.programs ?? []).map(code)],
    ["License", licenses(p)],
    ["Homepage", web([p.homepage, ...(p.homepages ?? [])])],
    ["Source", p.position ? [outward(p.sourceUrl, code(p.position))] : []],
    ["Changelog", web(p.changelog ?? [])],
    ["Download", web([p.downloadPage])],
    ["Maintainers", people.map((m) => outward(gitHub(m.github), m.name || m.github))],
    ["Teams", p.teams ?? []],
    ["Platforms", platforms(p)],
    ["Outputs", (p.outputs ?? []).map(code)],
    ["Package set", p.set ? [inward("set", p.set)] : []],
    ["Category", p.category ? [inward("category", p.category)] : []],
  ].filter(([, items]) => items.length);
}

function getIt(p) {
  const text = snippets([p]);
  return section("Get it",
    snippetLine("Try it in a shell", text.shell),
    p.mainProgram && snippetLine("Run it once", text.run),
    snippetLine("Without flakes", text.classicShell),
    snippetLine("NixOS configuration", text.system),
    h("details", null, h("summary", null, "A flake with a development shell"), snippetBlock("flake.nix", text.flake)));
}

function detailNode(p, state) {
  const to = (path) => packageAddress(path, state);
  return h("article", { class: "package", "data-path": p.attributePath },
    h("header", null,
      h("a", { class: "back", href: listAddress(state) }, isEmpty(state) ? "Search" : "Results"),
      h("h1", { tabindex: -1 }, p.attributePath),
      p.version && h("span", { class: "version" }, p.version),
      badges(p),
      p.description && h("p", { class: "lead" }, p.description),
      h("div", { class: "acts" }, pickBox(p.attributePath))),
    p.knownVulnerabilities?.length > 0 && h("section", { class: "warning" },
      h("h2", null, "Known vulnerabilities"), h("ul", null, p.knownVulnerabilities.map((text) => h("li", null, text)))),
    getIt(p),
    p.longDescription && section("About", h("div", { class: "long" }, markdownNodes(p.longDescription))),
    section("Facts", h("dl", { class: "facts-table" }, factsOf(p).map(([title, items]) =>
      h("div", null, h("dt", null, title), items.map((item) => h("dd", null, item)))))),
    p.variants?.length > 0 && section("Other versions", h("ul", { class: "versions" }, p.variants.map((v) =>
      h("li", null, h("a", { href: to(v.attributePath) }, v.attributePath), h("span", { class: "version" }, v.version))))),
    p.similar?.length > 0 && section("Similar packages", h("ul", { class: "similar" }, p.similar.map((s) =>
      h("li", null, h("a", { href: to(s.attributePath) }, s.attributePath), h("span", null, s.description))))),
    p.offline && h("p", { class: "hidden-note offline-note" }, "Offline: the server knows more about it."));
}
