// Which items are shown: by type, by grade, by confidence and by the words searched for.

const filters = {
  form: byId("filters"),
  hiddenTypes: new Set(),
  hiddenGrades: new Set(),
  least: 0,
  words: null,

  /** Draws the form for a document; what was hidden before stays hidden. `changed` is called after every change. */
  open(opened, changed) {
    const counts = new Map();
    const grades = new Map();
    for (const item of opened.items) {
      counts.set(item.key, (counts.get(item.key) ?? 0) + 1);
      if (item.grade) grades.set(item.grade, (grades.get(item.grade) ?? 0) + 1);
    }
    const groups = Object.entries(KINDS).map(([kind, { name }]) => {
      const keys = [...allTypes.keys()].filter((key) => key.startsWith(`${kind}:`) && counts.has(key));
      return keys.length ? this.group(name, keys, this.hiddenTypes, (key) => this.typeName(kind, key), counts, changed) : null;
    });
    const known = Object.keys(GRADES).filter((grade) => grades.has(grade));
    const byGrade = this.group("Found in the text", known, this.hiddenGrades, gradeName, grades, changed);
    const status = make("p", { id: "shown", role: "status" });
    this.form.replaceChildren(...(correction?.filters(opened, changed) ?? []), ...groups.filter(Boolean), ...(known.length ? [byGrade] : []), this.confidence(opened, changed), status);
  },

  typeName(kind, key) {
    const drawn = kind === "entity" || kind === "event";
    return [drawn ? swatch(key) : null, outside(key.slice(kind.length + 1))].filter(Boolean);
  },

  group(name, keys, hidden, label, counts, changed) {
    const boxes = keys.map((key) => {
      const input = make("input", { type: "checkbox", checked: !hidden.has(key) });
      input.addEventListener("change", () => {
        hidden[input.checked ? "delete" : "add"](key);
        changed();
      });
      const row = make("label", {}, input, make("span", { class: "what" }, ...label(key)), make("span", { class: "count" }, number(counts.get(key))));
      row.key = key;
      return row;
    });
    const all = make("button", { type: "button", class: "all" }, "all / none");
    all.addEventListener("click", () => {
      const show = keys.some((key) => hidden.has(key));
      for (const key of keys) hidden[show ? "delete" : "add"](key);
      for (const row of boxes) row.firstChild.checked = show;
      changed();
    });
    return make("fieldset", {}, make("legend", {}, make("span", {}, name), keys.length > 1 ? all : null), ...boxes);
  },

  confidence(opened, changed) {
    if (!opened.items.some(({ confidence }) => confidence !== null)) return "";
    const shown = make("output", {}, this.least.toFixed(2));
    const range = make("input", { type: "range", min: "0", max: "1", step: "0.01", value: String(this.least), id: "least" });
    range.addEventListener("input", () => {
      this.least = Number(range.value);
      shown.value = this.least.toFixed(2);
      changed();
    });
    return make("fieldset", {}, make("legend", {}, make("label", { for: "least" }, "Confidence at least")),
      make("div", { class: "range" }, range, shown),
      make("p", { class: "quiet" }, "Items without a confidence stay."));
  },

  /** The items of a document that pass. */
  pass(opened) {
    const shown = new Set(opened.items.filter((item) => this.passes(item) && !correction?.hides(item, opened)));
    byId("shown").textContent = `${number(shown.size)} of ${plural(opened.items.length, "item")} shown`;
    return shown;
  },

  passes(item) {
    if (this.hiddenTypes.has(item.key) || this.hiddenGrades.has(item.grade)) return false;
    if (item.confidence !== null && item.confidence < this.least) return false;
    return this.words === null || [item.type, item.value ?? "", ...item.parts.flatMap(partWords)].some((each) => this.words.test(each));
  },
};

const partWords = (part) => (part ? [part.surface, part.value] : []);

function gradeName(grade) {
  return [make("span", { class: `sign ${grade}`, "aria-hidden": "true" }, GRADES[grade].sign), grade];
}

/** What is searched for as a pattern without regard to case; `flags` are added. */
function pattern(words, flags = "") {
  return words === "" ? null : new RegExp(words.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"), `iu${flags}`);
}
