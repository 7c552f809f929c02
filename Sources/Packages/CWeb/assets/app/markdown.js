// Long descriptions, which nixpkgs writes in Markdown: the same elements as the files of Page/Markdown write.

const ADDRESS = /https:\/\/[^\0- \x7f-\uffff<>"`{}|\\^[\]]*/y;
const isWordCharacter = (c) => /[A-Za-z0-9\x80-\uffff]/.test(c);
const isSpaceCharacter = (c) => /[ \t\n]/.test(c);
const isSecureLink = (address) => address.startsWith("https://") && isSafeLink(address);
const secureLink = (address, ...children) => h("a", { href: address, rel: "noopener noreferrer nofollow" }, children);

function addressAt(text, at) {
  ADDRESS.lastIndex = at;
  return ADDRESS.exec(text)?.[0] ?? "";
}

/** The end of an address in prose, where a full stop or a bracket behind it is not part of it. */
function withoutPunctuation(address) {
  let end = address.length;
  let open = 0;
  for (const c of address) open += c === "(" ? 1 : c === ")" ? -1 : 0;
  for (; end > 0; end--) {
    if (address[end - 1] === ")" && open < 0) open++;
    else if (!".,:;!?'*_~".includes(address[end - 1])) break;
  }
  return address.slice(0, end);
}

/** Where the next run of as many backticks begins, by the start of a run. */
function closersOf(text) {
  const [last, closers] = [new Map(), new Map()];
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    if (last.has(run.length)) closers.set(last.get(run.length), index);
    last.set(run.length, index);
  }
  return closers;
}

/** Texts, elements, and marks of emphasis: objects. The label of a link has no links and no emphasis in it. */
function piecesOf(text, isLabel) {
  const pieces = [];
  const closers = closersOf(text);
  let [at, plain] = [0, 0];
  const flush = () => plain < at && pieces.push(text.slice(plain, at));
  function add(piece, end) {
    flush();
    pieces.push(piece);
    at = plain = end;
  }
  function labelledLink() {
    const found = /^\[([^[\]]+)\]\(/.exec(text.slice(at, text.slice(at + 1).search(/[[\]]/) + at + 3));
    if (!found) return at++;
    const start = at + found[0].length;
    let [close, depth] = [start, 1];
    for (; close < text.length && /[^\0- \x7f-\uffff<>"`{}|\\^[\]]/.test(text[close]); close++) {
      if (text[close] === "(") depth++;
      if (text[close] === ")" && --depth === 0) break;
    }
    const address = text.slice(start, close);
    if (depth > 0 || !isSecureLink(address)) return at++;
    return add(secureLink(address, inlineNodes(piecesOf(found[1], true))), close + 1);
  }
  function bareLink() {
    const found = at > 0 && isWordCharacter(text[at - 1]) ? "" : addressAt(text, at);
    if (!found) return at++;
    const address = withoutPunctuation(found);
    if (!isSecureLink(address)) return (at += found.length);
    return add(secureLink(address, address), at + address.length);
  }
  function mark(run) {
    const before = at > 0 ? text[at - 1] : " ";
    const after = text[at + run.length] ?? " ";
    const canOpen = !isSpaceCharacter(after) && !isWordCharacter(before);
    const canClose = !isSpaceCharacter(before) && !isWordCharacter(after);
    if (run.length > 2 || !(canOpen || canClose)) return (at += run.length);
    return add({ mark: run, canOpen, canClose }, at + run.length);
  }
  const RUN = /`+|\*+|_+/y;
  while (at < text.length) {
    RUN.lastIndex = at;
    const c = text[at];
    if (c === "\\") {
      if (/[!-/:-@[-`{-~]/.test(text[at + 1] ?? "")) {
        flush();
        plain = at + 1;
        at += 2;
      } else at++;
    } else if (c === "`") {
      const length = RUN.exec(text)[0].length;
      const end = closers.get(at);
      if (end === undefined) at += length;
      else {
        const inner = text.slice(at + length, end).replaceAll("\n", " ");
        add(code(inner.startsWith(" ") && inner.endsWith(" ") && /[^ ]/.test(inner) ? inner.slice(1, -1) : inner), end + length);
      }
    } else if (isLabel) at++;
    else if (c === "[") labelledLink();
    else if (c === "<") {
      const address = addressAt(text, at + 1);
      if (text[at + 1 + address.length] === ">" && isSecureLink(address)) {
        add(secureLink(address, address), at + address.length + 2);
      } else at++;
    } else if (c === "h") bareLink();
    else if (c === "*" || c === "_") mark(RUN.exec(text)[0]);
    else at++;
  }
  flush();
  return pieces;
}

/** What pieces are made of: marks that belong together become emphasis, others are text. */
function inlineNodes(pieces) {
  const [partners, open] = [new Map(), []];
  pieces.forEach((piece, place) => {
    if (!piece.mark) return;
    const isOpen = open.some((other) => pieces[other].mark === piece.mark);
    if (piece.canClose && isOpen) {
      let last;
      do last = open.pop(); while (pieces[last].mark !== piece.mark);
      partners.set(last, place);
    } else if (piece.canOpen && !isOpen) open.push(place);
  });
  const nodes = (from, to) => {
    const result = [];
    for (let place = from; place < to; place++) {
      const piece = pieces[place];
      if (partners.has(place)) {
        result.push(h(piece.mark.length === 2 ? "strong" : "em", null, nodes(place + 1, partners.get(place))));
        place = partners.get(place);
      } else result.push(piece.mark ?? piece);
    }
    return result;
  };
  return nodes(0, pieces.length);
}

function blockNode([kind, content, items]) {
  const inline = (text) => inlineNodes(piecesOf(text, false));
  if (kind === "paragraph") return h("p", null, inline(content));
  if (kind === "heading") return h("p", null, h("strong", null, inline(content)));
  if (kind === "code") return h("pre", null, h("code", null, content));
  return h(content === null ? "ul" : "ol", { start: content === 1 ? null : content }, items.map((blocks) =>
    // Most items are one line.
    h("li", null, blocks[0]?.[0] === "paragraph"
      ? [inline(blocks[0][1]), blocks.slice(1).map(blockNode)] : blocks.map(blockNode))));
}

/** The elements of a long description. */
function markdownNodes(text) {
  const lines = text.split("\n").map((line) =>
    line.replace(/\r$/, "").replace(/^[ \t]+/, (space) => space.replaceAll("\t", "    ")));
  return blocksOf(lines, 0).map(blockNode);
}
