// The results: the same elements as ResultList.swift and ResultRow write.

/** The text with the words of the query marked at the beginnings of its words. */
function marked(text, words) {
  if (!words.length) return [text];
  const parts = [];
  let plain = 0;
  // Words are letters and digits, so they need no escapes; short ones count as whole words only.
  const choices = words.map((word) => (word.length < 3 ? `${word}(?![A-Za-z0-9])` : word));
  const wordStart = new RegExp(`(?<![A-Za-z0-9])(?:${choices.join("|")})`, "gi");
  for (const match of text.matchAll(wordStart)) {
    if (plain < match.index) parts.push(text.slice(plain, match.index));
    parts.push(h("mark", null, match[0]));
    plain = match.index + match[0].length;
  }
  if (plain < text.length) parts.push(text.slice(plain));
  return parts;
}

const commonWords = new Set("an and for from in is of on or that the to with".split(" "));

// ASCII letters alone: the Kelvin sign is not a k here, as it is not in what is searched for.
const markedWords = (query) =>
  query.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).split(/[^a-z0-9:]+/)
    .filter((word) => word.length > 1 && !word.includes(":") && !commonWords.has(word))
    .sort((a, b) => b.length - a.length);

function badges(p) {
  const names = ["broken", "unfree", "insecure", "unsupported"].filter((name) => p[name]);
  if (!names.length && p.available === false) names.push("unavailable");
  return names.map((name) => h("span", { class: `badge ${name}` }, name));
}

function pickBox(path) {
  return h("label", { class: "pick" },
    h("input", { type: "checkbox", name: "packages", value: path, form: "picks" }), "Pick", sr(` ${path}`));
}

function actions(p) {
  const path = p.attributePath;
  return h("div", { class: "acts" },
    h("button", {
      type: "button", class: "copy", "data-copy": snippets([p]).shell, "aria-label": `Copy the shell command for ${path}`,
    }, "Copy"),
    pickBox(path));
}

/** The other variants, folded away: they are the same thing. */
function variants(p, state) {
  if (!p.variants?.length) return null;
  const more = p.variants.length > 1 ? ` and ${p.variants.length - 1} more` : "";
  return h("details", { class: "variants" },
    h("summary", null, `also in ${p.variants[0].attributePath}${more}`),
    h("ul", null, p.variants.map((v) => h("li", null,
      h("a", { href: packageAddress(v.attributePath, state) }, v.attributePath),
      h("span", { class: "version" }, v.version)))));
}

function resultRow(p, state, words) {
  const facts = [
    p.mainProgram && h("li", null, "runs ", h("code", null, p.mainProgram)),
    p.license && h("li", null, p.license),
    p.category && p.category !== "misc" && h("li", null, p.category),
  ];
  return h("li", { class: "hit", "data-path": p.attributePath },
    h("h2", null, h("a", { href: packageAddress(p.attributePath, state) }, marked(p.attributePath, words))),
    p.version && h("span", { class: "version" }, p.version),
    badges(p),
    p.description && h("p", { class: "about" }, marked(p.description, words)),
    h("ul", { class: "facts", "aria-label": "Facts" }, facts),
    variants(p, state),
    actions(p));
}

function chips(state) {
  const active = filterNames.flatMap((name) => state.filters[name].map((value) => [name, value]));
  if (!active.length) return null;
  return h("ul", { class: "chips", "aria-label": "Filters in use" }, active.map(([name, value]) =>
    h("li", null, h("a", { href: listAddress(without(state, name, value)), "data-name": name, "data-value": value },
      sr(`Remove ${filterTitles[name]}: `), value, h("span", { class: "cross", "aria-hidden": "true" }, "×")))));
}

function pages(state, answer) {
  const { offset } = state;
  const count = answer.packages.length;
  const hasNext = offset + pageSize < answer.total_count;
  if (offset === 0 && !hasNext) return null;
  const at = (offset) => listAddress({ ...state, offset });
  return h("nav", { class: "pages", "aria-label": "Pages of results" },
    offset > 0 && h("a", { rel: "prev", href: at(Math.max(0, offset - pageSize)) }, "← Previous"),
    count > 0 && h("span", null, `${grouped(offset + 1)} – ${grouped(offset + count)}`),
    hasNext && h("a", { rel: "next", href: at(offset + pageSize) }, "Next →"));
}

const hiddenPart = /(?:^|; )(\d+) more matching packages? (?:is|are) broken, unfree or otherwise excluded \([^)]*\)(?=$|; found by)/;
const wordsPart = /(?:^|; )found by words alone: embeddings are not available at the moment$/;

/** What the answer's note tells of how the query was read: names that no package has, words that occur nowhere. */
function queryNote(answer) {
  if (answer.search_type === "offline") return null;
  const text = (answer.note ?? "").replace(wordsPart, "").replace(hiddenPart, "");
  return text && h("p", { class: "query-note" }, text);
}

/** What it tells of the rest: how many packages are left out, and that the meaning of the query could not be had. */
function notes(state, answer) {
  if (answer.search_type === "offline") return [h("p", { class: "hidden-note offline-note" }, answer.note)];
  const note = answer.note ?? "";
  const hidden = parseInt(note.replace(wordsPart, "").match(hiddenPart)?.[1], 10);
  const [are, them] = hidden === 1 ? ["is", "it"] : ["are", "them"];
  return [
    hidden > 0 && h("p", { class: "hidden-note" }, `${grouped(hidden)} more ${are} broken, unfree or otherwise left out. `,
      h("a", { href: listAddress({ ...state, offset: 0, switches: switchNames }) }, `Show ${them}`)),
    wordsPart.test(note) &&
      h("p", { class: "hidden-note" }, "Found by words alone: try again for what they mean."),
  ];
}

function nothing(answer) {
  if (answer.packages.length) return null;
  const none = answer.total_count === 0;
  return h("div", { class: "nothing" }, h("p", null, none ? "Nothing found." : "There are no more results."),
    none && h("p", null, "Say what it should do, in other words or fewer; or take a filter away."));
}

function counted(answer) {
  const { total_count: answers, total_packages: packages = answers } = answer;
  if (packages === answers) return answers === 1 ? " package" : " packages";
  return ` ${answers === 1 ? "answer" : "answers"}, ${grouped(packages)} packages`;
}

/** The contents of the results' section. */
function resultNodes(given, answer) {
  const state = { ...given, path: null };
  const words = markedWords(state.q);
  return [
    h("h1", { class: "sr", id: "results-title" }, state.q ? `Packages for ${state.q}` : "Packages"),
    h("div", { class: "count" },
      h("p", null, h("strong", null, grouped(answer.total_count)), counted(answer),
        h("span", { class: "time" }, `${answer.query_time_ms.toFixed(2)} ms`)),
      h("a", { class: "to-filters", href: "#filters" }, "Filters")),
    chips(state),
    queryNote(answer),
    h("ol", { class: "hits", "aria-labelledby": "results-title" }, answer.packages.map((p) => resultRow(p, state, words))),
    nothing(answer),
    ...notes(state, answer),
    pages(state, answer),
  ].filter(Boolean);
}
