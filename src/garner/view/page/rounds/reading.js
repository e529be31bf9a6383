// What the rounds of self-correction say of a document, made ready to show.

const DEFECTS = {
  malformed: { name: "malformed", meaning: "the reply could not be read as the schema asks" },
  absent: { name: "absent", meaning: "the value stands nowhere in the text" },
  mismatch: { name: "mismatch", meaning: "the schema does not allow this label, type or role" },
  duplicate: { name: "duplicate", meaning: "said twice" },
  leaked: { name: "leaked", meaning: "copied from a demonstration; the text does not say it" },
  redundant: { name: "redundant", meaning: "not so" },
  missing: { name: "missing", meaning: "the text says it, the answer did not" },
  boundary: { name: "boundary", meaning: "the right label at a place too long, too short or beside the right one" },
  wrong_type: { name: "wrong type", meaning: "the right place under the wrong label" },
};
const DECISIONS = {
  right: "The pruner judged the answer right: it stands, and no detector was asked.",
  clean: "No detector found a defect worth acting on: the answer stands.",
  unchanged: "Correcting changed nothing: the answer stands.",
  accepted: "The corrected answer took the place of the one before.",
  rejected: "The detectors liked the corrected answer less: the one before stands.",
  failed: "The detectors or the model failed: the answer stands.",
};
const defectName = (kind) => DEFECTS[kind].name;
const allDefects = Object.keys(DEFECTS).filter((kind) => summaries.some(({ trace }) => trace?.defects[kind]));

/** What a round changed in an event is the same event with other arguments: `follows` and `followed` tell the two. */
function followEvents(items) {
  const events = items.filter(({ kind, stages }) => kind === "event" && stages !== undefined);
  const name = ({ key, parts }, stage) => `${key} ${parts[0]?.role === "trigger" ? parts[0].at : ""} ${stage}`;
  const ended = new Map(events.map((item) => [name(item, item.stages.at(-1)), item]));
  for (const item of events) {
    const before = ended.get(name(item, item.stages[0] - 1));
    if (before) before.followed = item.follows = true;
  }
}

/** The document with the items of its answer after so many rounds; the last answer is the result's own. */
function atStage(whole, stage) {
  return Object.assign(whole, { stage, items: whole.all.filter((item) => inStage(item, stage)) });
}

const inStage = ({ stages }, stage) => stages === undefined || stages.includes(stage);

/** In which rounds an item was added, dropped and changed; null for one that stood from the first answer to the last. */
function fate({ stages, follows, followed }, last) {
  if (stages === undefined) return null;
  const [added, dropped] = [stages[0] || null, stages.at(-1) < last ? stages.at(-1) + 1 : null];
  return { added: follows ? null : added, dropped: followed ? null : dropped, changed: follows ? added : followed ? dropped : null };
}

/** The rounds with their defects and changes as items, whose parts are the words concerned. */
function readRounds({ rounds = [], text }) {
  return rounds.map((round, index) => {
    const words = (claim, role) => (claim?.parts ?? []).map((part) => describe({ ...part, role, grade: part.at ? "verbatim" : "absent" }, text));
    const change = (sign) => (claim) => ({
      kind: "change", number: `round-${index}`, round, sign, claim, type: claim.type, key: `${claim.kind}:${claim.type}`, parts: words(claim, sign),
    });
    const defects = round.defects.map((defect) => ({
      kind: "defect", number: `round-${index}`, round, defect, type: defect.kind, confidence: defect.probability,
      parts: [...words(defect.drop, "drop"), ...words(defect.add, "add")],
    }));
    const changes = [...round.dropped.map(change("dropped")), ...round.added.map(change("added"))];
    // A change that a defect asked for is told by the defect alone.
    const asked = new Map(defects.filter(({ defect }) => defect.acted).flatMap((item) =>
      [["dropped", item.defect.drop], ["added", item.defect.add]].filter(([, claim]) => claim).map(([sign, claim]) => [`${sign} ${JSON.stringify(claim)}`, item])));
    for (const each of changes) each.by = asked.get(`${each.sign} ${JSON.stringify(each.claim)}`);
    return { ...round, defects, changes };
  });
}
