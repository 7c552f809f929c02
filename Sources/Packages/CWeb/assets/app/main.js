// What the user does.

const input = $("#q");
// Compare and shell pages have no results to fill: there the form is a plain form.
const isSearchPage = $("#results") !== null;

// Typing: each stroke searches at once. The first stroke after a rest makes a history entry, the others change it.
let rest;
let isResting = true;
function settle() {
  clearTimeout(rest);
  isResting = true;
}

function type() {
  const q = input.value.trim();
  if (q === state.q && state.path === null) return;
  const how = isResting ? "push" : "replace";
  isResting = false;
  clearTimeout(rest);
  rest = setTimeout(settle, 1200);
  // Without words there is nothing to filter.
  const none = readState(new URL("/", location.origin));
  scrollTo(0, 0);
  go(q ? { ...state, q, offset: 0, path: null } : none, how);
}

/** Follows a link of this site without loading the page anew. */
async function follow(url) {
  settle();
  const next = readState(url);
  await go(next, "push");
  if (next.path === null) {
    scrollTo(0, 0);
    return ($(".hit h2 a") ?? input).focus({ preventScroll: true });
  }
  if (matchMedia("(max-width: 56rem)").matches || isEmpty(next)) scrollTo(0, 0);
  $("#detail h1")?.focus({ preventScroll: true });
}

/** Back to the list, the row that was open in focus. */
async function close() {
  const { path } = state;
  await go({ ...state, path: null }, "push");
  const row = rowOf(path);
  row?.scrollIntoView({ block: "nearest" });
  ($("h2 a", row ?? document.body) ?? input).focus({ preventScroll: true });
}

const isOurs = (url) =>
  url.origin === location.origin && (url.pathname === "/" || url.pathname.startsWith("/packages/"));

/** Filters without words are listed by the server only. */
function isListable(url) {
  const wanted = readState(url.href);
  return wanted.q !== "" || isEmpty(wanted);
}

function onClick(event) {
  const copy = event.target.closest("[data-copy]");
  if (copy) return copyText(copy);
  const link = event.target.closest("a[href]");
  const isPlain = !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain) return;
  const url = new URL(link.href);
  if (link.matches(".to-filters")) {
    event.preventDefault();
    const isOpen = $("#filters").classList.toggle("open");
    if (isOpen) $("#filters input")?.focus();
  } else if (isSearchPage && isOurs(url) && !url.hash && (url.search || url.pathname !== "/") && isListable(url)) {
    event.preventDefault();
    follow(url);
  }
}

async function copyText(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard without https: the old way.
    const area = h("textarea", { class: "sr", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.classList.add("done");
  button.textContent = "Copied";
  announce(`Copied: ${text}`, 0);
  setTimeout(() => {
    button.classList.remove("done");
    button.textContent = "Copy";
  }, 1500);
}

function startTheme() {
  const button = $("#theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const show = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    $("meta[name=theme-color]").content = isDark() ? "#0f1514" : "#f6f8f7";
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", document.documentElement.dataset.theme);
    } catch {
      // It lasts as long as the page.
    }
    show();
  });
  system.addEventListener("change", show);
  show();
}

function startSearch() {
  const server = document.body.className;
  if (server === "list" || server === "split") listed = queryOf(state);
  if (server === "home") listed = "";
  history.scrollRestoration = "manual";
  input.addEventListener("input", type);
  $("#search").addEventListener("submit", (event) => event.preventDefault());
  $("#filters").addEventListener("change", () => {
    const next = chosenFilters(state);
    // The API searches for words; filters alone are a page of the server's.
    if (next.q) go(next, "push");
    else location.assign(listAddress(next));
  });
  addEventListener("popstate", async () => {
    if (!isListable(new URL(location.href))) return location.reload();
    settle();
    await go(readState(location.href), null);
    scrollTo(0, history.state?.scroll ?? 0);
  });
  // The page that a service worker keeps is the start page, whatever the address.
  if (server === "home" && (!isEmpty(state) || state.path !== null)) go(state, null);
  else if (/^\/(compare|shell)$/.test(location.pathname)) {
    document.body.className = "detail";
    $("#detail").replaceChildren(h("div", { class: "nothing" },
      h("p", null, "There is no connection."), h("p", null, "Comparing and dev shells need the server.")));
  } else setView();
  // Typed before the script was there.
  if (input.value.trim() !== state.q) type();
}

document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey);
startTheme();
startPicks();
if (isSearchPage) startSearch();
startKeeping();
