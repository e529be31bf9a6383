// The list of items beside the text: every item a button, grouped by kind, gaps and problems at the end.

const ROWS = 40;

const items = {
  box: byId("list"),
  lazy: null,
  rows: [],
  /** The buttons' items in order, to walk through. */
  walk: [],
  chosen: null,
  /** What is kept in view while blocks of the list are filled. */
  aim: null,

  open(opened, shown) {
    const rows = [];
    this.walk = [];
    for (const [kind, { name }] of Object.entries(KINDS)) {
      const all = opened.items.filter((item) => item.kind === kind);
      if (all.length === 0) continue;
      const kept = all.filter((item) => shown.has(item));
      rows.push({ heading: name, count: kept.length, of: all.length });
      rows.push(...kept.map((item) => ({ item })));
    }
    rows.push(...(correction?.rows(opened) ?? []));
    const gaps = opened.gaps.map((gap, index) => Object.assign(gap, { kind: "gap", number: `gap-${index}`, parts: [] }));
    if (gaps.length) rows.push({ heading: "Not read", count: gaps.length }, ...gaps.map((item) => ({ item })));
    const problems = opened.problems;
    if (problems.length) rows.push({ heading: "Problems", count: problems.length }, ...problems.map((problem) => ({ problem })));
    if (rows.length === 0) rows.push({ note: "Nothing was found in this document." });
    this.show(opened, rows);
  },

  show(opened, rows) {
    this.rows = rows;
    this.document = opened;
    this.walk = [];
    this.places = new Map();
    rows.forEach((row, index) => {
      if (!row.item) return;
      this.places.set(row.item, { index, step: this.walk.length });
      this.walk.push(row.item);
    });
    this.lazy?.close();
    this.lazy = new Lazy(this.box, this.box, Math.ceil(rows.length / ROWS), {
      fill: (index) => this.fill(index),
      moved: () => this.aim && this.element(this.aim)?.scrollIntoView({ block: "nearest" }),
      estimate: (index) => Math.min(ROWS, rows.length - index * ROWS) * 30,
    });
    this.box.scrollTop = 0;
    this.aim = null;
    if (!this.places.has(this.chosen)) this.chosen = null;
    this.headings();
  },

  headings() {
    const buttons = this.rows.flatMap((row, index) => {
      if (!row.heading) return [];
      const button = make("button", { type: "button" }, row.heading, " ", make("span", { class: "count" }, number(row.count)));
      button.addEventListener("click", () => {
        const block = this.lazy.show(Math.floor(index / ROWS));
        const first = this.rows[index + 1]?.item;
        if (first) this.element(first).focus({ preventScroll: true });
        [...block.querySelectorAll("h3")].find((each) => each.row === index)?.scrollIntoView({ block: "start" });
      });
      return [button];
    });
    byId("sections").replaceChildren(...buttons);
  },

  fill(block) {
    const nodes = [];
    const start = block * ROWS;
    let table = null;
    this.rows.slice(start, start + ROWS).forEach((row, offset) => {
      if (row.item?.kind === "row") {
        if (table?.number !== row.item.table) nodes.push((table = tableFor(row.item, this.document)).box);
        table.body.append(tableRow(row.item, this.button(row.item)));
        return;
      }
      table = null;
      if (row.heading) nodes.push(heading(row, start + offset));
      else if (row.problem) nodes.push(problemNode(row.problem));
      else if (row.draw) nodes.push(row.draw());
      else if (row.note) nodes.push(make("p", { class: "quiet" }, row.note));
      else nodes.push(this.button(row.item));
    });
    return nodes;
  },

  button(item) {
    const tabindex = this.enters(item) ? 0 : -1;
    const button = make("button", { type: "button", class: `item ${item.kind}`, tabindex }, ...ITEM_PARTS[item.kind](item), correction?.fate(item, this.document));
    if (item === this.chosen) button.setAttribute("aria-current", "true");
    button.item = item;
    return button;
  },

  // Tab enters the list at one button only: the chosen one, else the first.
  enters(item) {
    return item === (this.chosen ?? this.walk[0]);
  },

  element(item) {
    const block = this.lazy.show(Math.floor(this.places.get(item).index / ROWS));
    return [...block.querySelectorAll("button.item")].find((button) => button.item === item);
  },

  choose(item) {
    const before = this.chosen;
    this.chosen = item;
    for (const each of [before, item, this.walk[0]]) {
      if (!each || !this.places.has(each)) continue;
      const index = Math.floor(this.places.get(each).index / ROWS);
      if (!this.lazy.filled.has(index)) continue;
      const button = this.element(each);
      button.tabIndex = this.enters(each) ? 0 : -1;
      if (each === item) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  },

  /** Brings the item's button into view and, where asked, the focus to it. */
  reveal(item, focus = true) {
    const button = this.element(item);
    this.aim = item;
    if (focus) button.focus({ preventScroll: true });
    (button.closest("tr") ?? button).scrollIntoView({ block: "nearest" });
  },

  /** The item `steps` further than the one last chosen; the ends of the list hold. */
  beside(steps) {
    if (this.walk.length === 0) return null;
    const at = this.places.get(document.activeElement?.item ?? this.chosen)?.step ?? (steps > 0 ? -1 : this.walk.length);
    return this.walk[Math.max(0, Math.min(this.walk.length - 1, at + steps))];
  },
};

function heading({ heading: name, count, of }, index) {
  const shown = of === undefined || of === count ? number(count) : `${number(count)} of ${number(of)}`;
  const element = make("h3", {}, name, " ", make("span", { class: "count" }, shown));
  element.row = index;
  return element;
}

const ITEM_PARTS = {
  label: (item) => [outside(item.type, "type"), outside(item.value, "value"), measure(item)],
  entity: (item) => [swatch(item.key), value(item.parts[0]), outside(item.type, "type"), measure(item)],
  relation: (item) => [
    make("span", { class: "sentence" }, value(item.parts[0]), make("span", { class: "arrow" }, " → ", outside(item.type, "type"), " → "), value(item.parts[1])),
    measure(item),
  ],
  event: (item) => [
    make("span", { class: "event-head" }, swatch(item.key), make("span", { "aria-hidden": "true" }, "◆ "), outside(item.type, "type")),
    measure(item),
    ...roles(item.parts),
  ],
  fact: (item) => [make("span", { class: "sentence" }, ...factWords(item.parts)), measure(item)],
  row: (item) => [String(item.row)],
  gap: (gap) => [
    make("span", { class: "hatched", "aria-hidden": "true" }),
    make("span", { class: "value" }, `characters ${codePoints(gap.at).map(number).join("–")}`),
    make("span", { class: "type" }, gap.why),
  ],
};

function value(part) {
  const box = outside(shorten(part.surface), `value ${part.grade}`);
  return part.grade === "verbatim" ? box : make("span", { class: "graded" }, box, gradeTag(part));
}

const gradeTag = ({ grade, distance }) =>
  make("span", { class: `grade ${grade}` }, ` ${GRADES[grade].sign}\u00a0${grade}${distance ? `\u00a0${distance}` : ""}`);

const measure = ({ confidence }) => {
  if (confidence === null || confidence === undefined) return null;
  const box = make("span", { class: "confidence", title: "confidence" }, confidence.toFixed(2));
  box.style.setProperty("--part", Math.max(0, Math.min(1, confidence)));
  return box;
};

function swatch(key) {
  const box = make("span", { class: "swatch", "aria-hidden": "true" });
  box.style.setProperty("--hue", look(key).colour);
  box.style.backgroundImage = line(look(key));
  return box;
}

const roles = (parts) =>
  parts.map((part) => make("span", { class: "role-line" }, outside(part.role, "role"), make("span", {}, value(part))));

function factWords(parts) {
  return parts.flatMap((part, index) => {
    const role = part.role === "time" || part.role === "place" ? [make("span", { class: "role" }, `${part.role} `)] : [];
    return [index ? (role.length ? " · " : " ") : "", ...role, make("span", { class: `fact-${part.role}` }, value(part))];
  });
}

function tableFor(item, opened) {
  const { request, columns } = opened.tables[item.table];
  const body = make("tbody");
  const head = columns.map((column) => make("th", { scope: "col" }, outside(column)));
  const table = make("table", {}, make("caption", {}, outside(request)),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, make("span", { class: "unseen" }, "row")), ...head)), body);
  return { number: item.table, body, box: make("div", { class: "table", role: "group" }, table) };
}

const tableRow = (item, button) =>
  make("tr", {}, make("td", {}, button), ...item.parts.map((part) => make("td", {}, part ? value(part) : make("span", { class: "quiet" }, "–"))));

const problemNode = ({ code, message, where }) =>
  make("div", { class: "problem" }, make("p", {}, outside(message)), make("p", { class: "quiet" }, outside(code, "code"), where ? " · " : null, where ? outside(where) : null));
