// How a round of self-correction is drawn: what was found, dropped, added and decided.

const SIGNS = { dropped: "−", added: "+", changed: "±" };

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

/** The region under the list for a defect or a change. */
function roundDetail(item) {
  const head = (name) => make("p", { class: "detail-head" }, make("span", { class: "quiet" }, `Round ${number(item.round.number)} `), make("span", { class: "type" }, name), item.defect ? measureOf(item, "probability that it is a defect") : null, closeButton());
  const parts = item.parts.map(partNode);
  if (item.kind === "change") return [head(item.sign), make("p", {}, claimNode(item.claim, item.sign)), ...parts];
  const { kind, reason, detector } = item.defect;
  return [head(defectName(kind)), make("p", {}, outside(reason)), make("p", { class: "note" }, `${DEFECTS[kind].meaning}; found by `, outside(detector)), ...parts];
}
