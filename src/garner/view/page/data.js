// The documents: two lines of JSON each. Summaries are read at once, a body when its document is opened.

const lines = byId("data").textContent.split("\n").filter((line) => line !== "");
const summaries = lines.filter((_, index) => index % 2 === 0).map((line) => JSON.parse(line));

const KINDS = {
  label: { name: "Labels", one: "label" },
  entity: { name: "Entities", one: "entity" },
  relation: { name: "Relations", one: "relation" },
  event: { name: "Events", one: "event" },
  fact: { name: "Facts", one: "fact" },
  row: { name: "Table rows", one: "table row" },
};
const GRADES = {
  verbatim: { rank: 0, sign: "=", meaning: "stands in the text exactly so" },
  normalised: { rank: 1, sign: "~", meaning: "stands in the text but for case, width, accents, quotes, spaces or the like" },
  near: { rank: 2, sign: "≈", meaning: "stands in the text with a few letters changed" },
  absent: { rank: 3, sign: "∅", meaning: "does not stand in the text" },
};

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

/** A document ready to show: items with their number, key of type, worst grade, and parts whose places are resolved. */
function readDocument(index) {
  const { id, source, characters } = summaries[index];
  const body = JSON.parse(lines[2 * index + 1]);
  body.items.forEach((item, position) => {
    item.number = position;
    item.key = `${item.kind}:${item.type}`;
    item.usedBy = [];
    item.parts = item.parts.map((part) => (part?.grade === undefined ? resolve(part, body.items) : describe(part, body.text)));
    item.grade = worstGrade(item.parts);
  });
  for (const item of body.items) {
    if (item.kind === "entity") continue;
    for (const part of item.parts) {
      if (part?.entity !== undefined) body.items[part.entity].usedBy.push(item);
    }
  }
  followEvents(body.items);
  const whole = { index, id, source, characters, stages: 1, ...body, all: body.items, rounds: readRounds(body) };
  return atStage(whole, whole.stages - 1);
}

/** The document with the items of its answer after so many rounds; the last answer is the result's own. */
function atStage(whole, stage) {
  const rows = whole.tables.map(() => 0);
  const items = whole.all.filter((item) => inStage(item, stage));
  for (const item of items) {
    if (item.kind === "row") item.row = rows[item.table] += 1;
  }
  return Object.assign(whole, { stage, items });
}

const inStage = ({ stages }, stage) => stages === undefined || stages.includes(stage);

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

// The end of a relation stands where its entity stands; entities come first in the list.
const resolve = (part, items) => part && { ...items[part.entity].parts[0], role: part.role, entity: part.entity };

function describe(part, text) {
  part.surface = part.at ? text.slice(part.at[0], part.at[1]) : part.value;
  return part;
}

function worstGrade(parts) {
  const grades = parts.filter(Boolean).map((part) => part.grade);
  return grades.reduce((worst, grade) => (GRADES[grade].rank > GRADES[worst].rank ? grade : worst), grades[0] ?? null);
}

/** The places of a part as people count them, in code points. */
const codePoints = (at) => (at.length === 4 ? [at[2], at[3]] : at);

/** The language to choose fonts by: kana tell Japanese, hangul Korean, other Han text is taken for Chinese. */
function language(text) {
  const sample = text.slice(0, 20000);
  const count = (script) => sample.match(new RegExp(`\\p{Script=${script}}`, "gu"))?.length ?? 0;
  const [han, kana, hangul] = [count("Han"), count("Hiragana") + count("Katakana"), count("Hangul")];
  if (han + kana + hangul < sample.length / 10) return null;
  if (hangul > han + kana) return "ko";
  return kana * 20 > han ? "ja" : "zh";
}
