// Keeps the page, and answers from the kept catalogue when the server cannot be reached: the page asks the same
// questions either way. Names and words only; filters other than the licence's, typos and meaning need the server.
"use strict";

const shellCache = "shell-1";
const catalogueCache = "catalogue";
const catalogueAddress = "/offline.json";
const flagBits = { broken: 1, unfree: 2, insecure: 4, unsupported: 8, unavailable: 16 };

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepShell());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name !== shellCache && name !== catalogueCache) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

/** Keeps the start page and the files it names, and forgets files that it no longer names. */
async function keepShell() {
  const cache = await caches.open(shellCache);
  const response = await fetch("/", { cache: "no-cache" });
  if (!response.ok) return;
  const files = [...(await response.clone().text()).matchAll(/(?:src|href)="(\/[a-z/.]+\?v=[0-9a-f]+)"/g)].map((m) => m[1]);
  await cache.addAll([...new Set([...files, "/manifest.webmanifest", "/icon.svg"])]);
  await cache.put("/", response);
  const wanted = new Set(["/", "/manifest.webmanifest", "/icon.svg", ...files].map((path) => new URL(path, location).href));
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

self.addEventListener("message", (event) => {
  if (event.data === "catalogue") catalogue = null;
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(event));
  else if (url.pathname.startsWith("/assets/") || url.pathname === "/icon.svg" || url.pathname === "/manifest.webmanifest") {
    event.respondWith(file(request));
  } else if (url.pathname === "/v1/search") event.respondWith(orOffline(request, () => search(url.searchParams)));
  else if (url.pathname.startsWith("/v1/packages/")) {
    event.respondWith(orOffline(request, () => detail(decodeURIComponent(url.pathname.slice("/v1/packages/".length)))));
  }
});

async function navigate(event) {
  try {
    const response = await fetch(event.request);
    event.waitUntil(renewShell(response.clone()).catch(() => {}));
    return response;
  } catch (error) {
    const shell = await (await caches.open(shellCache)).match("/");
    if (shell) return shell;
    throw error;
  }
}

/** A new version of the program has new files: keeps them while the server is there. */
async function renewShell(response) {
  if (!response.ok || !response.headers.get("content-type")?.startsWith("text/html")) return;
  const shell = await (await caches.open(shellCache)).match("/");
  const files = async (page) => (await page.text()).match(/\?v=[0-9a-f]+/g)?.sort().join();
  if (!shell || (await files(shell)) !== (await files(response))) await keepShell();
}

async function file(request) {
  const cache = await caches.open(shellCache);
  // Files named by their contents never change; others are asked for first.
  if (new URL(request.url).search) return (await cache.match(request)) ?? fetch(request);
  return fetch(request).catch(async (error) => {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  });
}

async function orOffline(request, answer) {
  try {
    return await fetch(request);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return answer().catch(() => json({ error: "Offline", message: "The server cannot be reached." }, 503));
  }
}

const json = (body, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

// The catalogue

let catalogue = null;

/** The kept catalogue, read once in the life of the worker. */
function load() {
  catalogue ??= read().catch((error) => {
    catalogue = null;
    throw error;
  });
  return catalogue;
}

async function read() {
  const response = await (await caches.open(catalogueCache)).match(catalogueAddress);
  if (!response) throw new Error("nothing kept");
  const kept = await response.json();
  const column = (name) => kept[name].split("\n");
  const [paths, versions, licenses, descriptions] = ["paths", "versions", "licenses", "descriptions"].map(column);
  const programs = column("programs").map((text, i) => (text === "=" ? paths[i] : text));
  return {
    built: (kept.built_at ?? "").slice(0, 10), total: kept.total, count: kept.count,
    paths, versions, licenses, descriptions, programs, flags: column("flags").map(Number),
    names: paths.map((path) => path.toLowerCase()),
    texts: paths.map((path, i) => `${path} ${programs[i]} ${descriptions[i]}`.toLowerCase()),
  };
}

function entry(kept, i) {
  const flag = (name) => (kept.flags[i] & flagBits[name]) !== 0;
  return {
    packageId: kept.paths[i], attributePath: kept.paths[i], version: kept.versions[i],
    description: kept.descriptions[i], license: kept.licenses[i] || null, mainProgram: kept.programs[i].split(" ")[0],
    category: "", broken: flag("broken"), unfree: flag("unfree"), insecure: flag("insecure"),
    unsupported: flag("unsupported"), available: !flag("unavailable"),
  };
}

/** The parts of a query: words that must occur, words that must not. Labels are searched for as words. */
function parts(text) {
  const [wanted, barred] = [[], []];
  for (const piece of text.toLowerCase().match(/-?"[^"]*"|\S+/g) ?? []) {
    const word = piece.replace(/^-/, "").replace(/^[a-z]+:(?=.)/, "").replaceAll('"', "").trim();
    if (word) (piece.startsWith("-") ? barred : wanted).push(word);
  }
  return { wanted, barred };
}

/** How well a package answers: 0 not at all. Names before programs before beginnings before words. */
function score(kept, i, query, { wanted, barred }) {
  const text = kept.texts[i];
  if (barred.some((word) => text.includes(word)) || !wanted.every((word) => text.includes(word))) return 0;
  const name = kept.names[i];
  if (name === query || name === query.replaceAll(" ", "-")) return 1e6;
  if (kept.programs[i].toLowerCase().split(" ").includes(query)) return 1e5;
  let points = name.startsWith(query) ? 1e4 - name.length : 1;
  for (const word of wanted) {
    const at = text.indexOf(word);
    if (name.includes(word)) points += 40;
    if (at === 0 || !/[a-z0-9]/.test(text[at - 1])) points += 20;
  }
  return points;
}

async function search(parameters) {
  const start = performance.now();
  const kept = await load();
  const text = (parameters.get("q") ?? "").trim();
  const query = text.toLowerCase();
  const terms = parts(text);
  const licenses = parameters.getAll("license").map((value) => value.toLowerCase());
  const hidden = (parameters.get("include_broken") ? 0 : flagBits.broken) | (parameters.get("include_unfree") ? 0 : flagBits.unfree);
  const found = [];
  for (let i = 0; i < kept.count; i++) {
    if (licenses.length && !licenses.some((value) => kept.licenses[i].toLowerCase().includes(value))) continue;
    const points = terms.wanted.length ? score(kept, i, query, terms) : 0;
    // Like the server: what is named in full is shown, whatever its flags.
    if (points > 0 && ((kept.flags[i] & hidden) === 0 || points >= 1e5)) found.push([points, i]);
  }
  // The catalogue is in order of renown, which decides among equals.
  found.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  const offset = Number(parameters.get("offset")) || 0;
  const limit = Number(parameters.get("limit")) || 50;
  const ignored = ["category", "platform", "set", "maintainer"].some((name) => parameters.has(name));
  return json({
    message: "Search completed", query: text, total_count: found.length, search_type: "offline",
    query_time_ms: performance.now() - start,
    packages: found.slice(offset, offset + limit).map(([, i]) => entry(kept, i)),
    note: `Offline: the names and words of ${kept.count.toLocaleString("en")} top-level packages of ${kept.total.toLocaleString("en")}, as of ${kept.built}.`
      + (ignored ? " Filters other than the license need the server." : ""),
  });
}

async function detail(path) {
  const kept = await load();
  const i = kept.paths.indexOf(path);
  if (i < 0) return json({ error: "Not found", message: "Not in the kept catalogue; the server may know it." }, 404);
  return json({ ...entry(kept, i), programs: kept.programs[i].split(" ").filter(Boolean), offline: true });
}
