// Offline use: a service worker keeps the page; the catalogue is kept when asked for, or when installed as an app.

const catalogueCache = "catalogue";
const catalogueAddress = "/offline.json";

async function keptCatalogue() {
  const response = await (await caches.open(catalogueCache)).match(catalogueAddress);
  return response ? response.json() : null;
}

async function keepCatalogue() {
  const response = await fetch(catalogueAddress, { cache: "no-cache" });
  if (!response.ok) throw new Error(`status ${response.status}`);
  await (await caches.open(catalogueCache)).put(catalogueAddress, response);
  navigator.serviceWorker.controller?.postMessage("catalogue");
}

async function showKept() {
  const catalogue = await keptCatalogue();
  $("#keep").hidden = false;
  $("#keep").textContent = catalogue ? "Remove from this device" : "Keep for offline use";
  $("#kept").textContent = catalogue
    ? `${grouped(catalogue.count)} packages kept, as of ${(catalogue.built_at ?? "").slice(0, 10)}`
    : "names and descriptions, about 1 MB";
  return catalogue;
}

async function toggleKept() {
  const button = $("#keep");
  button.disabled = true;
  try {
    if (await keptCatalogue()) {
      await caches.delete(catalogueCache);
      navigator.serviceWorker.controller?.postMessage("catalogue");
    }
    else await keepCatalogue();
    await showKept();
    announce($("#kept").textContent, 0);
  } catch {
    $("#kept").textContent = "That did not work: is the server there?";
  }
  button.disabled = false;
}

async function startKeeping() {
  // Only where the address is trustworthy: https, or this machine.
  if (!("serviceWorker" in navigator) || !("caches" in globalThis)) return;
  const create = (address) => {
    if (address !== "/sw.js") throw new TypeError(address);
    return address;
  };
  const policy = globalThis.trustedTypes?.createPolicy("fdnix", { createScriptURL: create });
  try {
    await navigator.serviceWorker.register(policy ? policy.createScriptURL("/sw.js") : "/sw.js");
    $("#keep").addEventListener("click", toggleKept);
    addEventListener("appinstalled", () => keepCatalogue().then(showKept, () => {}));
    const kept = await showKept();
    const isApp = matchMedia("(display-mode: standalone)").matches;
    if (navigator.onLine && (isApp || kept)) await refresh(kept);
  } catch {
    // A browser that forbids storage: everything else works.
  }
}

/** Takes up a newer catalogue; the server answers "unchanged" where there is none. */
async function refresh(kept) {
  await keepCatalogue().catch(() => {});
  if ((await keptCatalogue())?.tag !== kept?.tag) await showKept();
}
