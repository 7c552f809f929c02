// Searching: what is asked, what is shown, what the address says.

let state = readState(location.href);
/** The list that is on the page: its query string, null for none. */
let listed = null;
/** Requests are numbered; what is shown never gives way to an older answer. */
let asked = 0;
let shown = 0;
const underWay = [];

const searchAddress = (state) =>
  `/v1/search?${queryOf(state)}&limit=${pageSize}&facets=${facetNames.join(",")}`;

function setView() {
  const hasList = !isEmpty(state);
  const view = state.path === null ? (hasList ? "list" : "home") : hasList ? "split" : "detail";
  document.body.className = view;
  const name = state.path ?? state.q;
  document.title = name ? `${name} – fdnix` : view === "home" ? "fdnix – find any Nix package" : "Packages – fdnix";
  for (const row of $$(".hit.open")) row.classList.remove("open");
  if (state.path !== null) rowOf(state.path)?.classList.add("open");
}

const rowOf = (path) => $$(".hit").find((row) => row.dataset.path === path);

async function json(address, signal) {
  const response = await fetch(address, { signal });
  const body = await response.json();
  if (!response.ok) throw new Error(body.message ?? body.error ?? `status ${response.status}`);
  return body;
}

/** Asks for the results of the state, unless they are there. Resolves once they, or newer ones, are shown. */
async function list() {
  const query = queryOf(state);
  if (query === listed) {
    // What is still under way is about something else that was typed and taken back.
    shown = ++asked;
    for (const controller of underWay.splice(0)) controller.abort();
    return;
  }
  if (isEmpty(state)) return clearList();
  const wanted = state;
  const number = ++asked;
  const controller = new AbortController();
  underWay.push(controller);
  // The one before may still come first and be worth a look; older ones are not.
  while (underWay.length > 2) underWay.shift().abort();
  const results = $("#results");
  try {
    const answer = await json(searchAddress(wanted), controller.signal);
    if (number <= shown) return;
    shown = number;
    results.replaceChildren(...resultNodes(wanted, answer));
    showFacets(wanted, answer.facets ?? {});
    showPicks();
    listed = queryOf(wanted);
    announce(`${grouped(answer.total_count)}${counted(answer)} for ${wanted.q}`);
  } catch (error) {
    if (error.name === "AbortError" || number < asked) return;
    shown = number;
    listed = null;
    results.replaceChildren(h("div", { class: "nothing", role: "alert" },
      h("p", null, navigator.onLine ? "That did not work." : "There is no connection."), h("p", null, error.message)));
  } finally {
    const at = underWay.indexOf(controller);
    if (at >= 0) underWay.splice(at, 1);
  }
  if (state === wanted) setView();
}

function clearList() {
  shown = ++asked;
  listed = "";
  $("#results").replaceChildren();
  $("#filters").replaceChildren();
}

/** Shows the package of the state. */
async function open() {
  const { path } = state;
  const pane = $("#detail");
  if (path === null) return pane.replaceChildren();
  if ($(".package", pane)?.dataset.path !== path) {
    try {
      const detail = await json(`/v1/packages/${encode(path)}`);
      if (state.path !== path) return;
      pane.replaceChildren(detailNode(detail, state));
    } catch (error) {
      if (state.path !== path) return;
      pane.replaceChildren(h("div", { class: "nothing", role: "alert" }, h("p", null, path), h("p", null, error.message)));
    }
    showPicks();
  }
  pane.scrollTop = 0;
}

/** Makes the page show a state; `history` is "push", "replace" or null where the address says so already. */
async function go(next, how) {
  const wasOpen = state.path;
  state = next;
  const address = addressOf(state);
  if (how && address !== location.pathname + location.search) {
    if (how === "push") {
      // Where to scroll when coming back.
      history.replaceState({ scroll: scrollY }, "");
      history.pushState(null, "", address);
    } else history.replaceState(history.state, "", address);
  }
  if ($("#q").value.trim() !== state.q) $("#q").value = state.q;
  const lists = list();
  if (isEmpty(state) || listed === queryOf(state)) setView();
  if (state.path !== null || wasOpen !== null) await open();
  setView();
  await lists;
}
