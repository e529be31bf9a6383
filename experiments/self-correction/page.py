"""The page of the results, from the JSON alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cost_section import cost_of
from leaves import Lines, Section, Table, write_html, write_markdown

__all__ = ["sections_of", "write_page"]

Record = Mapping[str, Any]

_TITLE = "Self-correction, measured"
_TARGET = 5.27
_MOST_WORSE = 5.0
MAIN = "both paths"


def write_page(record: Record, folder: Path) -> None:
    """Write ``self-correction.md`` and ``self-correction.html``."""
    sections = list(sections_of(record))
    write_markdown(folder / "self-correction.md", _TITLE, sections)
    write_html(folder / "self-correction.html", _TITLE, sections)


def sections_of(record: Record) -> Iterator[Section]:
    """The page's sections; C-numbers are those of the tests that the design sets."""
    yield _head(record)
    yield _extractors(record)
    yield _sets(record)
    yield _variants(record)
    yield _curve(record)
    yield _quality(record)
    yield _pruner(record)
    yield _effects(record)
    yield cost_of(record)
    yield _texts(record)


def _head(record: Record) -> Section:
    overall = record["overall"]["all"][MAIN]
    f1, texts = overall["f1"], overall["texts"]
    worse = 100.0 * overall["worse"] / texts
    zero = [name for name, means in record["means"].items() if means["all"][MAIN]["f1"]["interval"][0] <= 0]
    parts = [
        f"Mean gain over {len(record['means'])} frozen extractors: {_gained(f1)} F1 (target +{_TARGET}: "
        f"{'reached' if f1['gain'] >= _TARGET else 'not reached'}). Answers made worse: {overall['worse']} of {texts}, "
        f"{worse:.1f} % (target at most {_MOST_WORSE:g} %: {'reached' if worse <= _MOST_WORSE else 'not reached'}). "
        + ("Every extractor's interval lies above zero." if not zero else f"Interval not above zero: {', '.join(zero)}."),
    ]
    told = {"paper": "the test files of SCIR", "own": "our own sets", "held out": "corpora of which nobody met anything"}
    groups = [
        f"on {words} {_gained(means['f1'])}" for group, words in told.items() if (means := record["overall"][group].get(MAIN))
    ]
    parts.append(f"The same {'; '.join(groups)}.")
    parts.append(
        "F1: micro-F1 in per cent over all items of an answer, places and types equal (the files of SCIR: multisets of "
        "strings); means have each set of an extractor count alike, then each extractor. Intervals: 95 %, paired bootstrap "
        "over texts, 1,000 draws, seed 0. An answer is made worse if the F1 of its own text falls. Every variant corrects the "
        "same recorded answers by editing."
    )
    parts.append(
        f"At most {record['limit']} texts of a set, drawn with seed 0. Detectors: "
        f"{record['detectors']['name']} with rules. Machine: {record['machine']}."
    )
    return Section("What came out", parts)


def _extractors(record: Record) -> Section:
    rows = []
    for name, means in record["means"].items():
        main, oracle = means["all"][MAIN], means["all"].get("oracle") or None
        rows.append(
            (
                name,
                record["extractors"][name]["kind"],
                str(len(record["sets"][name])),
                *_before_after(main["f1"]),
                _gained(main["f1"]),
                *(_gained(means[group][MAIN]["f1"]) if group in means else "–" for group in ("paper", "own")),
                _share(main["worse"], main["texts"]),
                _share(main["better"], main["texts"]),
                "–" if oracle is None else f"{oracle['f1']['value']:.1f}",
                _trunk(record, name),
            )
        )
    head = ("extractor", "what it is", "sets", "F1", "corrected", "gain", "SCIR files", "own sets", "worse", "better", "oracle")
    notes = (
        "Oracle: corrected by the gold. Encoder: what the encoder in the package, through which the learned detectors see the "
        "text, scores itself on the same sets."
    )
    trained = [_trained(name, each["stretches"]) for name, each in record["extractors"].items() if each.get("stretches")]
    return Section("Every extractor (C07)", [notes, Table((*head, "encoder"), rows), *trained])


def _trained(name: str, stretches: Sequence[Record]) -> str:
    """How a model that was trained here came about."""
    each = ", ".join(f"{one['steps']:,} steps in {one['seconds']:,.0f} s" for one in stretches)
    steps, seconds = (sum(one[figure] for one in stretches) for figure in ("steps", "seconds"))
    machines = "; ".join(dict.fromkeys(one["machine"] for one in stretches))
    return f"The training of {name}: {each}; together {steps:,} steps, {seconds / 60:,.0f} minutes, on {machines}."


def _trunk(record: Record, extractor: str) -> str:
    """The mean F1 of the embedded encoder's own answers on the extractor's sets, by the same modes."""
    own = record["sets"].get("embedded", {})
    found = []
    for place, variants in record["sets"][extractor].items():
        titles, plain = variants["plain"]["mode"].split(" + "), own.get(place, {}).get("plain")
        if plain is None:
            return "–"
        if titles == plain["mode"].split(" + "):
            found.append(plain["plain"])
        elif len(titles) == 1:
            found.append(plain["modes"][titles[0]][0])
        else:
            return "–"
    return f"{sum(found) / len(found):.1f}"


def _sets(record: Record) -> Section:
    extractors = list(record["sets"])
    rows = []
    for place, about in record["places"].items():
        cells = [_of_set(record["sets"][name].get(place)) for name in extractors]
        rows.append((place, about["language"], about["mode"], *cells))
    notes = (
        "F1 of the frozen extractor and the gain with what ships, by the kinds of items that the extractor can answer (the "
        "gazetteer: entities). –: it can answer nothing that the set asks."
    )
    return Section("Every set", [notes, Table(("set", "language", "mode", *extractors), rows)])


def _of_set(variants: Record | None) -> str:
    if variants is None:
        return "–"
    main = variants[MAIN]
    return f"{main['plain']:.1f} {_signed(main['gain'])} ({_interval(main['interval'])})"


def _variants(record: Record) -> Section:
    extractors = list(record["means"])
    rows = []
    for name, means in record["overall"]["all"].items():
        if name == "plain" or not means:
            continue
        each = [record["means"][extractor]["all"].get(name) for extractor in extractors]
        rows.append(
            (
                name,
                record["variants"].get(name, ""),
                *(_gained(means[figure]) for figure in ("f1", "precision", "recall")),
                _share(means["worse"], means["texts"]),
                f"{means['detector_calls']:,}",
                *("–" if not one else _signed(one["f1"]["gain"]) for one in each),
            )
        )
    head = ("variant", "what it is", "gain", "precision", "recall", "worse", "detector calls", *extractors)
    notes = (
        "Means over the extractors. C08: both paths against each alone, what a path does to precision and recall. C09: trained "
        "against untrained, chance, oracle. C13: with and without acceptance. C14: `trained on NAME`, learned detectors that "
        "met the errors of that extractor alone. Alone, the redundancy path takes away what both would move or rename, the "
        "missing path adds the better one beside it."
    )
    return Section("Every variant (C08, C09, C13, C14)", [notes, Table(head, rows)])


def _curve(record: Record) -> Section:
    names = ("plain", "one round", MAIN, "three rounds")
    curves, rows = {}, []
    for extractor, means in {**record["means"], "mean": record["overall"]}.items():
        gains = [means["all"][name]["f1"]["gain"] for name in names]
        curves[extractor] = gains
        rows.append((extractor, *map(_signed, gains), *(_share(*_worse(means["all"][name])) for name in names[1:])))
    head = ("extractor", "K = 0", "K = 1", "K = 2", "K = 3", "worse at 1", "at 2", "at 3")
    return Section("Rounds (C10)", [Lines("rounds", "gain in F1", curves), Table(head, rows)])


def _quality(record: Record) -> Section:
    rows = []
    for extractor, judged in record["judged"].items():
        for path in ("redundancy", "missing"):
            each = judged[path]
            rows.append(
                (extractor, path, *(f"{each[figure]:.1f}" for figure in ("precision", "recall", "f1")), f"{each['of']:,}")
            )
    head = ("extractor", "path", "precision", "recall", "F1", "defects in the answers")
    notes = "Defects found in the answers as they came, by rules and learned detectors together, against the gold."
    return Section("The detectors (C02, C03)", [notes, Table(head, rows)])


def _pruner(record: Record) -> Section:
    rows = []
    for extractor, judged in record["judged"].items():
        each, means = judged["pruner"], record["means"][extractor]["all"]
        saved = _saved(means)
        figures = ("accuracy", "passed", "passed_that_are_right", "answers_that_are_right")
        stopped = record["stopped"][extractor]
        shares = [_stopped(stopped.get(number, {})) for number in ("1", "2")]
        loss = means[MAIN]["f1"]["gain"] - means["no pruner"]["f1"]["gain"]
        rows.append(
            (
                extractor,
                *("–" if each[name] is None else f"{each[name]:.1f}" for name in figures),
                *shares,
                saved,
                _signed(loss),
            )
        )
    overall = record["overall"]["all"]
    difference = overall[MAIN]["f1"]["gain"] - overall["no pruner"]["f1"]["gain"]
    rows.append(("mean", *["–"] * 6, _saved(overall), _signed(difference)))
    head = (
        *("extractor", "accuracy", "passed", "of these right", "right at all", "passed in round 1", "in round 2"),
        *("detector calls saved", "F1 against none"),
    )
    notes = (
        "All in per cent. A call is one detector asked about one answer. Editing calls no extractor; asking again would be "
        "saved in the same answers."
    )
    return Section("The pruner (C04, C12)", [notes, Table(head, rows)])


def _saved(means: Record) -> str:
    without = means["no pruner"]["detector_calls"]
    return f"{100.0 * (1 - means[MAIN]['detector_calls'] / without):.1f}" if without else "–"


def _stopped(decisions: Mapping[str, int]) -> str:
    of = sum(decisions.values())
    return f"{100.0 * decisions.get('right', 0) / of:.1f} of {of:,}" if of else "–"


def _effects(record: Record) -> Section:
    parts: list[str | Table] = [
        "Defects that were acted on in corrections that stand. Helped: wrong claims taken away and right ones added outweigh "
        "the contrary."
    ]
    for name in ("kind", "round", "label"):
        rows = [
            (extractor, key, *(str(each.get(verdict, 0)) for verdict in ("helped", "hurt", "neither")))
            for extractor, effects in record["effects"].items()
            for key, each in effects[name].items()
        ]
        parts.append(Table(("extractor", name, "helped", "hurt", "neither"), rows))
    return Section("What helped and what hurt", parts)


def _texts(record: Record) -> Section:
    rows = []
    for place, about in record["places"].items():
        seen = "; ".join(f"{count} by {name}" for name, count in about["seen"].items()) or "none"
        met = "nothing" if about["held_out"] else "its train or dev split may be"
        rows.append((place, f"{about['texts']:,}", f"{about['of']:,}", met, seen))
    unknown = [name for name, each in record["extractors"].items() if not each["known_what_it_saw"]]
    unknown += [] if record["detectors"]["known_what_they_saw"] else ["the detectors"]
    notes = "Texts that an extractor or a detector was trained on, or on a sentence of them, are left out for all extractors."
    if unknown:
        notes += f" Nobody recorded what was seen by: {', '.join(unknown)}."
    return Section("Texts", [notes, Table(("set", "texts", "of", "of the corpus trained on", "left out as seen"), rows)])


def _worse(means: Record) -> tuple[int, int]:
    return means["worse"], means["texts"]


def _before_after(f1: Record) -> tuple[str, str]:
    return f"{f1['plain']:.1f}", f"{f1['value']:.1f}"


def _gained(figure: Record) -> str:
    return f"{_signed(figure['gain'])} ({_interval(figure['interval'])})"


def _interval(ends: Sequence[float]) -> str:
    low, high = ends
    return f"{_signed(low)} to {_signed(high)}"


def _signed(value: float) -> str:
    return "0.00" if abs(value) < 0.005 else f"{value:+.2f}"


def _share(part: int, whole: int) -> str:
    return f"{100.0 * part / whole:.1f} %" if whole else "–"
