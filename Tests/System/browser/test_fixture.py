"""The page's script makes of the API's answers what the server's pages say: Fixtures/page.json, which PageFixtureTests
holds the server to."""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[3]
FIXTURE = ROOT / "Tests/Packages/SearchAPITests/Fixtures/page.json"
SCRIPTS = ROOT / "Sources/Packages/CWeb/assets/app"
#: Those that only define things; the others begin to work on the page that they are loaded into.
MODULES = ["dom.js", "nix.js", "state.js", "results.js", "facets.js", "blocks.js", "markdown.js",
           "detail.js"]
PARTS = ["isSafeLink", "snippets", "readState", "queryOf", "marked", "markedWords", "resultNodes", "facetNodes", "detailNode"]

#: What differs, a line each. The markup is read as browsers read it, so that only elements, attributes and texts count.
COMPARE = """
const [source, cases] = arguments;
const page = new Function(`"use strict"; ${source}; return { %s };`)();
const differences = [];
const read = (markup) => {
  const body = new DOMParser().parseFromString(`<!doctype html><div>${markup}</div>`, "text/html").body.firstChild;
  body.normalize();
  return body;
};
const made = (...nodes) => {
  const box = document.createElement("div");
  box.append(...nodes);
  box.normalize();
  return box;
};
function same(what, nodes, markup) {
  const [one, other] = [made(...nodes), read(markup)];
  if (!one.isEqualNode(other)) differences.push(`${what}:\\n  script ${one.innerHTML}\\n  server ${other.innerHTML}`);
}
function equal(what, one, other) {
  if (one !== other) differences.push(`${what}:\\n  script ${one}\\n  server ${other}`);
}
const state = (address) => page.readState(`https://fdnix.example${address}`);
for (const { address, query } of cases.states) equal(`state ${address}`, page.queryOf(state(address)), query);
// Own paths are the server's own words and never pass for addresses of the web.
for (const { address, isLink } of cases.links) equal(`link ${address}`, !address.startsWith("/") && page.isSafeLink(address), isLink);
for (const { query, text, markup } of cases.marks) same(`mark ${query}`, page.marked(text, page.markedWords(query)), markup);
for (const { packages, ...texts } of cases.snippets) {
  const made = page.snippets(packages);
  for (const [name, text] of Object.entries(texts)) equal(`${name} of ${packages[0].attributePath}`, made[name], text);
}
for (const { address, answer, results, filters } of cases.lists) {
  same(`results of ${address}`, page.resultNodes(state(address), answer), results);
  same(`filters of ${address}`, page.facetNodes(state(address), answer.facets ?? {}), filters);
}
for (const { address, answer, markup } of cases.packages) {
  same(`package ${address}`, [page.detailNode(answer, state(address))], markup);
}
return differences;
"""


def test_the_script_makes_what_the_fixture_says(site):
    cases = json.loads(FIXTURE.read_text())
    assert all(len(cases[kind]) > 5 for kind in ["states", "links", "marks", "snippets", "lists", "packages"])
    source = "\n".join((SCRIPTS / name).read_text() for name in MODULES)
    with site.browser() as browser:
        # A page without a policy: here text may become script.
        browser.open("about:blank")
        differences = browser.run(COMPARE % ", ".join(PARTS), source, cases)
    assert not differences, "\n".join(differences)[:8000]


def test_the_page_is_made_of_the_scripts_that_were_compared(_site):
    included = re.findall(r'#embed "assets/app/(\w+\.js)"', (ROOT / "Sources/Packages/CWeb/CWeb.c").read_text())
    assert [name for name in included if name in MODULES] == MODULES
    assert sorted(included) == sorted(path.name for path in SCRIPTS.glob("*.js"))
