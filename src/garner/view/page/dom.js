// Building the page. Everything from a document becomes a text node or a data- attribute; no markup is ever parsed.

const byId = (id) => document.getElementById(id);

/** An element with attributes (null and false are left out, true is empty) and children (strings become text). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const CONTROL_NAMES = {
  0x00: "NUL", 0x07: "BEL", 0x08: "BS", 0x0b: "VT", 0x0c: "FF", 0x0d: "CR", 0x1b: "ESC", 0x7f: "DEL", 0x85: "NEL",
  0x061c: "ALM", 0x200e: "LRM", 0x200f: "RLM", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO",
  0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM",
};
// Characters that cannot be seen or that reorder what stands around them; a carriage return counts where it stands alone.
const CONTROLS =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\p{Cs}]|\r(?!\n)/gu;
// These only set the direction of their neighbours, which right-to-left text needs.
const HARMLESS = new Set([0x061c, 0x200e, 0x200f]);

/** The text as nodes; control characters stay in place, named and without effect. */
function visible(text) {
  const nodes = [];
  let reached = 0;
  for (const found of text.matchAll(CONTROLS)) {
    if (found.index > reached) nodes.push(text.slice(reached, found.index));
    const code = found[0].codePointAt(0);
    const name = CONTROL_NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    nodes.push(make("span", { class: HARMLESS.has(code) ? "control harmless" : "control", "data-name": name }, found[0]));
    reached = found.index + found[0].length;
  }
  if (reached < text.length) nodes.push(text.slice(reached));
  return nodes;
}

/** A name or value from outside, kept from reordering what stands beside it. */
const outside = (text, kind = null) => make("bdi", { class: kind }, ...visible(text));

/** The start of a long value. */
const shorten = (text, most = 160) => (text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text);

const number = (value) => value.toLocaleString("en");
const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
