// Self-correction on the page, where a result has a trace: the answers before and after each round, and what filters by them.

correction = {
  hiddenDefects: new Set(),
  changedOnly: false,

  /** Adds the rounds to a document that is being read. */
  read(whole) {
    followEvents(whole.all);
    whole.rounds = readRounds(whole);
    whole.stages ??= 1;
    atStage(whole, whole.stages - 1);
  },

  /** The rows of the list that tell the rounds of a document. */
  rows({ rounds }) {
    if (rounds.length === 0) return [];
    const rows = rounds.flatMap((round) => [
      { draw: () => roundNode(round) },
      ...round.defects.filter((item) => this.lists(item)).map((item) => ({ item })),
      ...round.changes.filter(({ by }) => !by).map((item) => ({ item })),
    ]);
    return [{ heading: "Rounds", count: rounds.length }, ...rows];
  },

  lists({ defect, parts }) {
    if (this.hiddenDefects.has(defect.kind)) return false;
    return filters.words === null || [defect.reason, defectName(defect.kind), ...parts.flatMap(partWords)].some((each) => filters.words.test(each));
  },

  /** What stands beside an item: the round that added, dropped or changed it. */
  fate: (item, opened) => fateNode(item, opened),

  detail: (item) => roundDetail(item),

  /** The sign before the name of a mark in the text. */
  sign(item) {
    if (item.kind === "change") return "− ";
    const known = opened && fate(item, opened.stages - 1);
    const sign = known && Object.keys(SIGNS).find((each) => known[each]);
    return sign ? `${SIGNS[sign]} ` : "";
  },

  /** What the rounds up to the answer shown have dropped, to be marked where it stood; not what the neighbouring passage kept. */
  struckOut({ rounds, stage, items: shown }) {
    const name = ({ key, parts }) => `${key} ${parts[0]?.at}`;
    const standing = new Set(shown.filter(({ kind }) => kind === "entity" || kind === "event").map(name));
    const isGone = (item) => item.sign === "dropped" && (item.by?.defect.kind === "duplicate" || !standing.has(name(item)));
    return rounds
      .filter(({ decision, number: count }) => decision === "accepted" && count <= stage)
      .flatMap(({ changes }) => changes.filter((item) => isGone(item) && !filters.hiddenTypes.has(item.key)));
  },

  /** The rounds of the opened document in a few words. */
  note({ rounds, stages }) {
    if (rounds.length === 0) return null;
    const found = rounds.reduce((sum, { defects }) => sum + defects.length, 0);
    const words = `${plural(rounds.length, "round")} of self-correction, ${plural(found, "defect")} found`;
    return make("span", {}, stages > 1 ? words : `${words}, nothing changed`);
  },

  /** The choice of the answer to look at, where rounds have changed it. */
  choice({ all, stages, stage }) {
    if (stages < 2) return [];
    const last = stages - 1;
    const name = (index) => (index === 0 ? "before round 1" : index < last ? `after round ${index}` : `final, after round ${last}`);
    const choices = Array.from({ length: stages }, (_, index) => {
      const input = make("input", { type: "radio", name: "stage", value: String(index), checked: index === stage });
      input.addEventListener("change", () => this.show(index));
      const count = all.filter((item) => inStage(item, index)).length;
      return make("label", {}, input, make("span", {}, name(index), " ", make("span", { class: "count" }, plural(count, "item"))));
    });
    return [make("fieldset", { class: "stages", id: "stages" }, make("legend", {}, "The answer"), ...choices)];
  },

  /** Shows the answer after so many rounds of the opened document. */
  show(stage) {
    numberRows(atStage(opened, stage));
    filters.open(opened, refresh);
    refresh();
    for (const input of document.querySelectorAll("#stages input")) input.checked = Number(input.value) === stage;
  },

  stands: (item) => inStage(item, opened.stage),

  /** Shows the last answer that has the item, where the one shown has not. */
  bring(item) {
    if (!this.stands(item)) this.show(item.stages.at(-1));
  },

  /** Shows the answer after the next round; after the last, the one before round 1. */
  next() {
    if (opened.stages > 1) this.show((opened.stage + 1) % opened.stages);
  },

  /** What is chosen among documents and items by what was corrected; `changed` is called after every change. */
  filters(opened, changed) {
    const selected = () => {
      changed();
      documents.find(filters.words);
    };
    const input = make("input", { type: "checkbox", checked: this.changedOnly, id: "changed-only" });
    input.addEventListener("change", () => {
      this.changedOnly = input.checked;
      selected();
    });
    const count = opened.items.filter((item) => fate(item, opened.stages - 1)).length;
    const only = make("fieldset", {}, make("legend", {}, make("span", {}, "Self-correction")),
      make("label", {}, input, make("span", { class: "what" }, "only what it changed"), make("span", { class: "count" }, number(count))));
    const defects = new Map(allDefects.map((kind) => [kind, 0]));
    for (const { type } of opened.rounds.flatMap((round) => round.defects)) defects.set(type, defects.get(type) + 1);
    const kinds = filters.group("Defects found", allDefects, this.hiddenDefects, (kind) => [defectName(kind)], defects, selected);
    return allDefects.length ? [only, kinds] : [only];
  },

  // Whether a document is listed: one that was changed, where only these are asked for, and where some kinds of defect are hidden,
  // one in which another was found.
  keeps({ trace }) {
    if (this.changedOnly && !trace?.changed) return false;
    const chosen = allDefects.filter((kind) => !this.hiddenDefects.has(kind));
    return chosen.length === allDefects.length || chosen.some((kind) => trace?.defects[kind]);
  },

  /** Whether an item is left out because nothing changed it. */
  hides(item, opened) {
    return this.changedOnly && !fate(item, opened.stages - 1);
  },

  /** What the list of documents says of one that was changed. */
  mark: (trace) => (trace?.changed ? [make("span", { class: "changed" }, "± changed"), " · "] : []),
};

byId("keys").append(make("div", {}, make("dt", {}, make("kbd", {}, "r")), make("dd", {}, "the answer before and after each round of self-correction")));

Object.assign(ITEM_PARTS, {
  defect: (item) => defectNodes(item),
  change: (item) => [claimNode(item.claim, item.sign)],
});
