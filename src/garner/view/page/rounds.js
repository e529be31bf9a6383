// The rounds of self-correction: what was found, dropped, added and decided, and the answers before and after.

const SIGNS = { dropped: "−", added: "+", changed: "±" };

/** The rows of the list that tell the rounds of a document. */
function roundRows({ rounds }) {
  if (rounds.length === 0) return [];
  const rows = rounds.flatMap((round) => [
    { round },
    ...round.defects.filter((item) => filters.passesDefect(item)).map((item) => ({ item })),
    ...round.changes.filter(({ by }) => !by).map((item) => ({ item })),
  ]);
  return [{ heading: "Rounds", count: rounds.length }, ...rows];
}

function roundNode(round) {
  const { number: count, at, decision, operator, right, doubt, after, defects, changes } = round;
  const done = new Map([["edit", "corrected by editing"], ["ask", "corrected by asking the model again"]]);
  const facts = [
    `characters ${codePoints(at).map(number).join("–")}`,
    right === null ? null : `pruner: right with ${right.toFixed(2)}`,
    doubt === null ? null : `doubt ${doubt.toFixed(2)}${after === null ? "" : ` → ${after.toFixed(2)}`}`,
    done.get(operator) ?? (operator || null),
    ...spent(round.usage),
  ];
  const found = defects.length ? plural(defects.length, "defect") : null;
  const would = changes.length && decision !== "accepted" ? "What it would have changed is told, and was not." : null;
  return make("div", { class: `round ${decision}` },
    make("p", { class: "round-head" }, make("span", { class: "round-name" }, `Round ${number(count)}`), make("span", { class: "decision" }, decision), make("span", { class: "count" }, found)),
    make("p", {}, DECISIONS[decision], would ? ` ${would}` : null),
    make("p", { class: "note" }, ...facts.filter(Boolean).flatMap((fact, index) => [index ? " · " : null, outside(fact)])));
}

function spent(usage) {
  return [
    usage.calls ? `${plural(usage.calls, "call")}${usage.cached ? ` (${number(usage.cached)} from the ledger)` : ""}` : null,
    usage.input || usage.output ? `${number(usage.input)} tokens in, ${number(usage.output)} out` : null,
    usage.seconds ? `${usage.seconds.toFixed(2)} s` : null,
    usage.cost === null ? null : `cost ${usage.cost.toPrecision(3)}`,
  ];
}

function defectNodes(item) {
  const { kind, reason, detector, drop, add, acted } = item.defect;
  const head = make("span", { class: "defect-head" }, make("span", { class: "defect-kind" }, defectName(kind)), make("span", { class: "quiet" }, " by ", outside(detector)), acted ? null : make("span", { class: "quiet" }, " · not acted on"));
  const sides = [drop && claimNode(drop, "dropped"), add && claimNode(add, "added")].filter(Boolean);
  return [head, measureOf(item, "probability that it is a defect"), ...sides, make("span", { class: "reason" }, outside(reason))];
}

function measureOf(item, title) {
  const box = measure(item);
  box?.setAttribute("title", title);
  return box;
}

/** A claim with its sign; what is dropped is struck through. */
function claimNode(claim, sign) {
  const tag = sign === "dropped" ? "del" : "ins";
  const words = claim.kind === "label" ? claim.detail : claim.parts.map((part) => shorten(part.value, 120)).join(" → ");
  const as = claim.kind === "argument" ? `${claim.type}: ${claim.detail}` : claim.type;
  return make("span", { class: `claim ${sign}` },
    make("span", { class: "claim-sign", "aria-hidden": "true" }, SIGNS[sign]), make("span", { class: "unseen" }, `${sign}: `),
    make(tag, {}, outside(words || as, "value")), words && as ? outside(as, "type") : null);
}

/** Beside an item: the round that added, dropped or changed it. */
function fateNode(item, opened) {
  const known = opened && fate(item, opened.stages - 1);
  if (!known) return null;
  const words = Object.keys(SIGNS).filter((sign) => known[sign]).map((sign) => `${SIGNS[sign]} ${sign} in round ${known[sign]}`);
  const worst = Object.keys(SIGNS).find((sign) => known[sign]);
  return words.length ? make("span", { class: `fate ${worst}` }, words.join(", ")) : null;
}

/** The sign before the name of a mark in the text. */
function changeSign(item) {
  if (item.kind === "change") return "− ";
  const known = opened && fate(item, opened.stages - 1);
  if (!known) return "";
  const sign = Object.keys(SIGNS).find((each) => known[each]);
  return sign ? `${SIGNS[sign]} ` : "";
}

/** What the rounds up to the answer shown have dropped, to be marked where it stood; not what the neighbouring passage kept. */
function struckOut({ rounds, stage, items: shown }) {
  const name = ({ key, parts }) => `${key} ${parts[0]?.at}`;
  const standing = new Set(shown.filter(({ kind }) => kind === "entity" || kind === "event").map(name));
  const isGone = (item) => item.sign === "dropped" && (item.by?.defect.kind === "duplicate" || !standing.has(name(item)));
  return rounds
    .filter(({ decision, number: count }) => decision === "accepted" && count <= stage)
    .flatMap(({ changes }) => changes.filter((item) => isGone(item) && !filters.hiddenTypes.has(item.key)));
}

function traceNote({ rounds, stages }) {
  if (rounds.length === 0) return null;
  const found = rounds.reduce((sum, { defects }) => sum + defects.length, 0);
  const words = `${plural(rounds.length, "round")} of self-correction, ${plural(found, "defect")} found`;
  return make("span", {}, stages > 1 ? words : `${words}, nothing changed`);
}

/** The choice of the answer to look at, where rounds have changed it. */
function stageChoice({ all, stages, stage }) {
  if (stages < 2) return [];
  const last = stages - 1;
  const name = (index) => (index === 0 ? "before round 1" : index < last ? `after round ${index}` : `final, after round ${last}`);
  const choices = Array.from({ length: stages }, (_, index) => {
    const input = make("input", { type: "radio", name: "stage", value: String(index) });
    input.checked = index === stage;
    input.addEventListener("change", () => showStage(index));
    const count = all.filter((item) => inStage(item, index)).length;
    return make("label", {}, input, make("span", {}, name(index), " ", make("span", { class: "count" }, plural(count, "item"))));
  });
  return [make("fieldset", { class: "stages", id: "stages" }, make("legend", {}, "The answer"), ...choices)];
}

function markStage(stage) {
  for (const input of document.querySelectorAll("#stages input")) input.checked = Number(input.value) === stage;
}

/** The region under the list for a defect or a change. */
function roundDetail(item) {
  const head = (name) => make("p", { class: "detail-head" }, make("span", { class: "quiet" }, `Round ${number(item.round.number)} `), make("span", { class: "type" }, name), item.defect ? measureOf(item, "probability that it is a defect") : null, closeButton());
  const parts = item.parts.map(partNode);
  if (item.kind === "change") return [head(item.sign), make("p", {}, claimNode(item.claim, item.sign)), ...parts];
  const { kind, reason, detector } = item.defect;
  return [head(defectName(kind)), make("p", {}, outside(reason)), make("p", { class: "note" }, `${DEFECTS[kind].meaning}; found by `, outside(detector)), ...parts];
}
