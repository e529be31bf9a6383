// Ranges over the text: lanes for those that overlap, the look of each type, and the cut of a block into segments.

const COLOURS = 8;
const PATTERNS = ["solid", "dashed", "dotted", "double", "dash-dotted"];
const LANES = 6;
const NAMES_AT_ONE_PLACE = 6;

const allTypes = new Map();
for (const { types } of summaries) {
  for (const key of Object.keys(types)) if (!allTypes.has(key)) allTypes.set(key, null);
}
// Entities and events are drawn in the text; the first forty of them differ in colour or in pattern.
[...allTypes.keys()]
  .filter((key) => key.startsWith("entity:") || key.startsWith("event:"))
  .forEach((key, index) => allTypes.set(key, { colour: `var(--hue-${index % COLOURS})`, pattern: index % PATTERNS.length }));

const look = (key) => allTypes.get(key) ?? { colour: "var(--ink-soft)", pattern: 0 };

/** Layers of a CSS background that draw a line of a pattern in a colour. */
function line({ colour, pattern }) {
  const dashes = (...stops) => `repeating-linear-gradient(90deg, ${stops.join(", ")})`;
  switch (PATTERNS[pattern]) {
    case "dashed": return dashes(`${colour} 0 7px`, "transparent 7px 10px");
    case "dotted": return dashes(`${colour} 0 2px`, "transparent 2px 5px");
    case "double": return `linear-gradient(${colour} 1px, transparent 1px 2px, ${colour} 2px)`;
    case "dash-dotted": return dashes(`${colour} 0 8px`, "transparent 8px 10px", `${colour} 10px 12px`, "transparent 12px 14px");
    default: return `linear-gradient(${colour} 0 0)`;
  }
}

/** Sorted ranges with `lane`: 0 is next to the letters, ranges that hold others lie further out. */
function layOut(ranges) {
  const sorted = ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  let cluster = [];
  let ends = [];
  const settle = () => {
    for (const range of cluster) range.lane = ends.length - 1 - range.lane;
    [cluster, ends] = [[], []];
  };
  for (const range of sorted) {
    if (ends.every((end) => end <= range.start)) settle();
    let lane = ends.findIndex((end) => end <= range.start);
    if (lane < 0) lane = Math.min(ends.length, LANES - 1);
    range.lane = lane;
    ends[lane] = Math.max(ends[lane] ?? 0, range.end);
    cluster.push(range);
  }
  settle();
  return sorted;
}

/** Sorted ranges that can be asked for those touching a stretch. */
class Ranges {
  constructor(sorted) {
    this.sorted = sorted;
    this.reach = [];
    for (const { end } of sorted) this.reach.push(Math.max(end, this.reach.at(-1) ?? 0));
  }

  within(from, to) {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle].start < to) low = middle + 1;
      else high = middle;
    }
    const found = [];
    for (let index = low - 1; index >= 0 && this.reach[index] > from; index -= 1) {
      if (this.sorted[index].end > from) found.push(this.sorted[index]);
    }
    return found.reverse();
  }
}

/** Stretches of `from`..`to` with the ranges that cover each; `ranges` are sorted by start. */
function* segments(from, to, ranges) {
  const edges = new Set([from, to]);
  for (const { start, end } of ranges) {
    if (start > from) edges.add(start);
    if (end < to) edges.add(end);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  let [open, next] = [[], 0];
  for (let index = 0; index + 1 < sorted.length; index += 1) {
    const [start, end] = [sorted[index], sorted[index + 1]];
    open = open.filter((range) => range.end > start);
    while (next < ranges.length && ranges[next].start <= start) {
      if (ranges[next].end > start) open.push(ranges[next]);
      next += 1;
    }
    yield { start, end, ranges: open };
  }
}
