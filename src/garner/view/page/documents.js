// The list of documents, shown where there is more than one.

const documents = {
  box: byId("documents-list"),
  lazy: null,
  shown: [],
  opened: -1,
  search: 0,

  start(open) {
    this.open = open;
    byId("documents").hidden = summaries.length < 2;
    this.show(summaries.keys());
  },

  show(indexes) {
    this.shown = [...indexes];
    this.lazy?.close();
    this.lazy = new Lazy(this.box, this.box, Math.ceil(this.shown.length / ROWS), {
      fill: (block) => this.shown.slice(block * ROWS, (block + 1) * ROWS).map((index) => this.button(index)),
      estimate: (block) => Math.min(ROWS, this.shown.length - block * ROWS) * 46,
    });
    const all = this.shown.length === summaries.length;
    byId("documents-count").textContent = all ? number(summaries.length) : `${number(this.shown.length)} of ${number(summaries.length)}`;
  },

  button(index) {
    const { id, types, gaps, problems, trace } = summaries[index];
    const count = Object.values(types).reduce((sum, each) => sum + each, 0);
    const notes = [plural(count, "item"), gaps ? "not read whole" : null, problems ? plural(problems, "problem") : null].filter(Boolean);
    const button = make("button", { type: "button", class: "document", "aria-current": index === this.opened ? "true" : null },
      outside(shorten(id)), make("span", { class: "quiet" }, ...(correction?.mark(trace) ?? []), notes.join(" · ")));
    button.index = index;
    button.addEventListener("click", () => this.open(index));
    return button;
  },

  mark(index) {
    const before = this.opened;
    this.opened = index;
    for (const each of [before, index]) {
      const place = this.shown.indexOf(each);
      if (place < 0) continue;
      const block = this.lazy.show(Math.floor(place / ROWS));
      const button = block.children[place % ROWS];
      if (each === index) {
        button.setAttribute("aria-current", "true");
        button.scrollIntoView({ block: "nearest" });
      } else button.removeAttribute("aria-current");
    }
  },

  beside(steps) {
    const at = this.shown.indexOf(this.opened);
    const next = this.shown[Math.max(0, Math.min(this.shown.length - 1, at + steps))];
    if (next !== undefined && next !== this.opened) this.open(next);
  },

  /** Keeps the documents that pass the filters of self-correction and whose name, text or answer holds the words; looks through them in slices. */
  find(words) {
    this.search += 1;
    const search = this.search;
    if (summaries.length < 2) return;
    const wanted = [...summaries.keys()].filter((index) => correction?.keeps(summaries[index]) ?? true);
    if (words === null) return void (!same(this.shown, wanted) && this.settle(wanted));
    const found = [];
    let at = 0;
    const slice = () => {
      if (search !== this.search) return;
      const until = performance.now() + 12;
      for (; at < wanted.length && performance.now() < until; at += 1) {
        if (this.holds(wanted[at], words)) found.push(wanted[at]);
      }
      if (at < wanted.length) setTimeout(slice);
      else this.settle(found);
    };
    slice();
  },

  settle(indexes) {
    this.show(indexes);
    this.mark(this.opened);
  },

  holds(index, words) {
    const { id, source } = summaries[index];
    if (words.test(id) || words.test(source ?? "")) return true;
    const { text: whole, items: all } = JSON.parse(lines[2 * index + 1]);
    return words.test(whole) || all.some((item) => words.test(item.type) || words.test(item.value ?? "") || item.parts.some((part) => words.test(part?.value ?? "")));
  },
};

const same = (one, other) => one.length === other.length && one.every((each, index) => each === other[index]);
