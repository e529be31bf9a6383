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

/** What shows self-correction; null on a page none of whose results was corrected, which is without that code. */
let correction = null;

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
  const whole = { index, id, source, characters, ...body, all: body.items };
  correction?.read(whole);
  numberRows(whole);
  return whole;
}

function numberRows({ tables, items }) {
  const rows = tables.map(() => 0);
  for (const item of items) {
    if (item.kind === "row") item.row = rows[item.table] += 1;
  }
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
