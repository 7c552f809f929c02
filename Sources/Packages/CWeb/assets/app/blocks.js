// Takes a long description apart into blocks, line by line, as MarkdownBlocks.swift does.

const isBlankLine = (line) => /^[ \t]*$/.test(line);
const indentOf = (line) => /^ */.exec(line)[0].length;
// By hand: a pattern for the end would look at every run of spaces again and again.
function trimLine(line) {
  let [start, end] = [0, line.length];
  while (start < end && (line[start] === " " || line[start] === "\t")) start += 1;
  while (end > start && (line[end - 1] === " " || line[end - 1] === "\t")) end -= 1;
  return line.slice(start, end);
}
const dropIndent = (line, count) => line.slice(Math.min(indentOf(line), count));

/** The line that opens a block of code. */
function fenceOf(line) {
  const found = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/.exec(line);
  return found && { indent: found[1].length, mark: found[2][0], length: found[2].length };
}

const closesFence = (fence, line) => {
  const text = trimLine(line);
  return indentOf(line) < 4 && text.length >= fence.length && text === fence.mark.repeat(text.length);
};

function headingOf(line) {
  if (indentOf(line) >= 4) return null;
  const found = /^#{1,6}[ \t]([^]*)$/.exec(trimLine(line));
  if (!found) return null;
  const text = trimLine(found[1]);
  const bare = text.length - /#*$/.exec(text)[0].length;
  return (bare === 0 || /[ \t]/.test(text[bare - 1]) ? trimLine(text.slice(0, bare)) : text) || null;
}

const isUnderline = (line) => indentOf(line) < 4 && /^(={3,}|-{3,})$/.test(trimLine(line));

/** What begins an item of a list: a bullet, or a number. */
function markerOf(line, depth) {
  const found = depth < 4 && /^( {0,3})([-*+\u2022]|(\d{1,9})[.)])([ \t]+)(?=[^ \t])/.exec(line);
  if (!found) return null;
  const number = found[3] === undefined ? null : Number(found[3]);
  const taken = found[4].length > 4 ? 1 : found[4].length;
  const offset = found[1].length + found[2].length + taken;
  return { number, offset, text: line.slice(offset), interrupts: number === null || number === 1 };
}

/** The blocks of a text: arrays of a kind and what it holds. */
function blocksOf(lines, depth) {
  const blocks = [];
  let at = 0;

  function paragraph() {
    const text = [trimLine(lines[at++])];
    for (; at < lines.length && !isBlankLine(lines[at]); at++) {
      if (isUnderline(lines[at])) return (at++, ["heading", text.join("\n")]);
      if (fenceOf(lines[at]) || headingOf(lines[at]) || markerOf(lines[at], depth)?.interrupts) break;
      text.push(trimLine(lines[at]));
    }
    return ["paragraph", text.join("\n")];
  }

  function indentedCode() {
    const start = at;
    let last = at;
    for (; at < lines.length && (isBlankLine(lines[at]) || indentOf(lines[at]) >= 4); at++) {
      if (!isBlankLine(lines[at])) last = at;
    }
    return ["code", lines.slice(start, last + 1).map((line) => dropIndent(line, 4)).join("\n")];
  }

  function fencedCode(fence) {
    const start = ++at;
    while (at < lines.length && !closesFence(fence, lines[at])) at++;
    return ["code", lines.slice(start, at++).map((line) => dropIndent(line, fence.indent)).join("\n")];
  }

  /** The lines of an item: those indented as its text is, and those that go on with a paragraph of it. */
  function item(marker) {
    const content = [marker.text];
    let blanks = 0;
    for (at++; at < lines.length; at++) {
      const line = lines[at];
      if (isBlankLine(line)) blanks++;
      else if (indentOf(line) >= marker.offset) {
        for (; blanks > 0; blanks--) content.push("");
        content.push(dropIndent(line, marker.offset));
      } else if (blanks === 0 && !fenceOf(line) && !headingOf(line) && !markerOf(line, depth)) content.push(trimLine(line));
      else break;
    }
    return blocksOf(content, depth + 1);
  }

  function list(first) {
    const items = [];
    for (let marker = first; marker && (marker.number === null) === (first.number === null);) {
      items.push(item(marker));
      marker = at < lines.length ? markerOf(lines[at], depth) : null;
    }
    return ["list", first.number, items];
  }

  while (at < lines.length) {
    const line = lines[at];
    const fence = fenceOf(line);
    const heading = headingOf(line);
    const marker = markerOf(line, depth);
    if (isBlankLine(line)) at++;
    else if (indentOf(line) >= 4) blocks.push(indentedCode());
    else if (fence) blocks.push(fencedCode(fence));
    else if (heading) blocks.push((at++, ["heading", heading]));
    else if (marker) blocks.push(list(marker));
    else blocks.push(paragraph());
  }
  return blocks;
}
