// The page's script: one module in several files (CWeb.c joins them), so each may use what those before it define.
// Everything a package says is data: it becomes text nodes and attribute values here, never markup. What the server
// writes in the same words stands in Tests/Packages/SearchAPITests/Fixtures/page.json, which both must reproduce.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Whether a link may lead there: a place of this site, or a page of the web. */
function isSafeLink(text) {
  if (/^(#|\/(?![/\\]))/.test(text)) return true;
  return text.length <= 2048 && /^https?:\/\/[^/?#@:][^/?#@]*([/?#].*)?$/i.test(text) && !/[\s\\\p{Cc}\p{Cf}]/u.test(text);
}

/** Characters that are not text, or that turn the direction of what follows: shown as what they are, unknown. */
const printable = (text) => String(text).replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

/** An element. Attributes that are null, undefined or false are left out; `true` sets one without a value. */
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "href" && !isSafeLink(value)) continue;
    element.setAttribute(name, value === true ? "" : printable(value));
  }
  element.append(...children.flat(Infinity).filter((c) => c || c === 0).map(node));
  return element;
}

const node = (child) => (child instanceof Node ? child : document.createTextNode(printable(child)));

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
const sr = (text) => h("span", { class: "sr" }, text);

let announcement;
/** Tells a screen reader, once things have come to rest. */
function announce(text, delay = 500) {
  clearTimeout(announcement);
  announcement = setTimeout(() => ($("#status").textContent = text), delay);
}
