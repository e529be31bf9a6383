// The text of the opened document, with marks for what is chosen to be shown.

const text = {
  pane: byId("text"),
  document: null,
  lazy: null,
  cuts: [],
  marks: new Ranges([]),
  gaps: new Ranges([]),
  hits: new Ranges([]),
  active: [],
  aim: null,
  filled: false,

  open(opened) {
    this.lazy?.close();
    this.document = opened;
    this.active = [];
    this.aim = null;
    this.hits = new Ranges([]);
    this.gaps = new Ranges(opened.gaps.map((gap) => ({ start: gap.at[0], end: gap.at[1], gap })));
    this.cuts = cut(opened.text);
    this.lay(opened.items);
    const box = byId("blocks");
    box.lang = language(opened.text) ?? "";
    this.filled = box.lang === "" && isFilled(opened.text);
    const perLine = Math.max(20, box.clientWidth / (box.lang ? 18 : 8.5));
    this.lazy = new Lazy(this.pane, box, this.cuts.length, {
      fill: (index) => this.fill(index),
      estimate: (index) => Math.ceil((this.cuts[index].end - this.cuts[index].start) / perLine) * 34,
      moved: () => this.center(),
      classes: (index) => (this.cuts[index].runsOn ? "block runs-on" : "block"),
    });
    for (const block of this.lazy.blocks) block.dir = "auto";
    if (opened.text === "") box.replaceChildren(make("p", { class: "quiet" }, "This document is empty."));
    this.pane.scrollTop = 0;
  },

  /** Draws the marks of `items` only. */
  mark(items) {
    this.lay(items);
    for (const index of this.lazy.filled) this.lazy.refresh(index);
  },

  lay(items) {
    const ranges = [];
    for (const item of items) {
      const kind = item.claim?.kind ?? item.kind;
      if (kind !== "entity" && kind !== "event") continue;
      const part = item.claim || kind === "entity" ? item.parts[0] : item.parts.find(({ role }) => role === "trigger");
      if (part?.at) ranges.push({ start: part.at[0], end: part.at[1], item, part });
    }
    this.marks = new Ranges(layOut(ranges));
  },

  /** Lifts the parts of an item out of the text, or of none. */
  lift(item) {
    const before = this.active;
    this.active = (item?.parts ?? [])
      .filter((part) => part?.at)
      .map((part) => ({ start: part.at[0], end: part.at[1], lifted: part }))
      .sort((a, b) => a.start - b.start);
    if (item?.at) this.active = [{ start: item.at[0], end: item.at[1], lifted: { role: "" } }];
    for (const { start, end } of [...before, ...this.active]) this.refresh(start, end);
  },

  find(hits) {
    const before = this.hits.sorted.length;
    this.hits = new Ranges(hits);
    if (before || hits.length) for (const index of this.lazy.filled) this.lazy.refresh(index);
  },

  /** Brings the place into view, and keeps it there while blocks around it turn out higher or lower than estimated. */
  go(start) {
    this.aim = start;
    this.center();
  },

  center() {
    if (this.aim === null) return;
    const block = this.lazy.show(this.blockAt(this.aim));
    const found = [...block.children].find((child) => this.aim >= child.from && this.aim < child.to) ?? block;
    found.scrollIntoView({ block: "center", inline: "nearest" });
  },

  blockAt(offset) {
    let [low, high] = [0, this.cuts.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cuts[middle].end <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  },

  refresh(start, end) {
    if (this.cuts.length === 0) return;
    for (let index = this.blockAt(start); index < this.cuts.length && this.cuts[index].start < end; index += 1) {
      this.lazy.refresh(index);
    }
  },

  fill(index) {
    const { start, end } = this.cuts[index];
    const marks = this.marks.within(start, end);
    const ranges = [
      ...marks,
      ...this.gaps.within(start, end),
      ...this.hits.within(start, end),
      ...this.active.filter((range) => range.start < end && range.end > start),
      ...breaks(this.document.text.slice(start, end), start, this.filled),
    ].sort((a, b) => a.start - b.start);
    const lanes = marks.reduce((most, { lane }) => Math.max(most, lane + 1), 0);
    this.lazy.blocks[index].style.setProperty("--lanes", lanes);
    return [...segments(start, end, ranges)].map((segment) => draw(this.document.text, segment, lanes));
  },
};

/** Blocks of a text: cut after a line break where there is one in reach, else after a space or full stop. */
function cut(whole) {
  const size = Math.max(2000, Math.ceil(whole.length / 2500));
  const cuts = [];
  let runsOn = false;
  for (let start = 0; start < whole.length; ) {
    let end = Math.min(start + size, whole.length);
    let broken = true;
    if (end < whole.length) {
      const newline = whole.lastIndexOf("\n", end - 1) + 1;
      broken = newline > start;
      end = broken ? newline : start + softBreak(whole.slice(start, end));
      while (broken && whole[end] === "\n") end += 1;
    }
    cuts.push({ start, end, runsOn });
    runsOn = !broken;
    start = end;
  }
  return cuts;
}

/** Whether the lines of a text were filled to one width, so that their ends mean nothing. */
function isFilled(whole) {
  const lengths = [...whole.slice(0, 50000).matchAll(/^(.+)\r?\n(?=[\p{L}\p{N}])/gmu)].map((found) => found[1].length);
  return lengths.length > 2 && lengths.filter((length) => length > 50 && length < 140).length > 0.7 * lengths.length;
}

/** Runs of line breaks, drawn as the space between paragraphs, and in a filled text the single ones, drawn as a space. */
function breaks(piece, shift, filled) {
  const ranges = (pattern, kind) =>
    [...piece.matchAll(pattern)].map(({ index, 0: { length } }) => ({ start: shift + index, end: shift + index + length, [kind]: true }));
  const single = filled ? ranges(/(?<=.{45})\r?\n(?=[\p{L}\p{N}\p{P}])(?![-*•#|>])/gu, "space") : [];
  return [...ranges(/\n(?:[ \t\r]*\n)+/gu, "blank"), ...single];
}

function softBreak(piece) {
  const tail = piece.slice(-200);
  const places = [...tail.matchAll(/[\s。！？；、，]+/gu)];
  if (places.length) return piece.length - tail.length + places.at(-1).index + places.at(-1)[0].length;
  // Never between the halves of a character, nor between a letter and its accents.
  const last = [...tail.matchAll(/[^\p{M}\u200d\ufe0f]/gu)].at(-1);
  return last && last.index > 0 ? piece.length - tail.length + last.index : piece.length;
}

function draw(whole, { start, end, ranges }, lanes) {
  const marks = ranges.filter((range) => range.item).sort((a, b) => a.lane - b.lane || a.end - a.start - (b.end - b.start));
  const lifted = ranges.find((range) => range.lifted);
  const blank = ranges.some((range) => range.blank);
  const classes = ["piece"];
  if (ranges.some((range) => range.gap)) classes.push("gap");
  if (ranges.some((range) => range.hit)) classes.push("hit");
  if (ranges.some((range) => range.current)) classes.push("current");
  if (lifted && !blank) classes.push("lifted");
  if (lifted?.start === start) classes.push("lift-opens");
  if (lifted?.end === end) classes.push("lift-closes");
  if (marks.length && !blank) classes.push(marks.every(({ item }) => item.kind === "change") ? "mark struck" : "mark");
  if (blank) classes.push("blank");
  if (ranges.some((range) => range.space)) classes.push("space");
  const element = make(marks.length || lifted ? "mark" : "span", { class: classes.join(" ") }, ...visible(whole.slice(start, end)));
  [element.from, element.to, element.marks] = [start, end, marks];
  if (lifted?.start === start && lifted.lifted.role) element.dataset.role = lifted.lifted.role;
  if (marks.length && !blank) {
    underline(element, marks, start, end, lanes);
    element.append(...nameTags(marks.filter((mark) => mark.end === end)));
  }
  return element;
}

function underline(element, marks, start, end, lanes) {
  const layers = marks.slice(0, LANES).map((mark) => ({ image: line(look(mark.item.key)), up: (lanes - 1 - mark.lane) * 5 }));
  element.style.backgroundImage = layers.map(({ image }) => image).join(", ");
  element.style.backgroundPosition = layers.map(({ up }) => `0 calc(100% - ${up}px)`).join(", ");
  element.style.setProperty("--hue", look(marks[0].item.key).colour);
  if (marks.some((mark) => mark.start === start)) element.classList.add("opens");
  if (marks.some((mark) => mark.end === end)) element.classList.add("closes");
}

/** Type names after the last letter of a mark; drawn by the style, so that copied text stays the text. */
function nameTags(marks) {
  const tags = marks.slice(0, NAMES_AT_ONE_PLACE).map(({ item, part }) => {
    const sign = part.grade === "verbatim" ? "" : ` ${GRADES[part.grade].sign}${part.distance ?? ""}`;
    const drawn = (item.claim?.kind ?? item.kind) === "event" ? "◆ " : "";
    const changed = correction?.sign(item) ?? "";
    const tag = make("span", { class: item.kind === "change" ? "name gone" : "name", "data-name": `${changed}${drawn}${item.type}${sign}` });
    tag.style.setProperty("--hue", look(item.key).colour);
    return tag;
  });
  if (marks.length > tags.length) tags.push(make("span", { class: "name", "data-name": `+${marks.length - tags.length}` }));
  return tags;
}
