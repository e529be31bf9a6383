"""Names and quantities of Japanese texts as a public tagger finds them (``ja_ginza``), where they can be believed.

    python -m garner.training.encoder.lexicon.teacher --data-dir DATA --held-out FOLDER --out FILE CORPUS [CORPUS:SPLIT]

This needs the packages ``ja_ginza`` and ``ginza`` (MIT; the tagger was made of UD Japanese BCCWJ and of GSK2014-A, whose texts
are not free) in an environment with garner; texts that are held out are left out. A line of the result is ``{"corpus", "id",
"text", "spans": [[start, end, label]], "labels": [label]}``. ``labels`` says which labels the tagger is believed about on that
text: its exact F1 on extended named entities is 0.55, so a label is asked of a text only where all that the tagger found under
it looks like such a thing and, for persons and countries, where its dictionary sees the same names in the text.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from garner.datasets import data_folder, read_split
from garner.datasets.held_out import check_trainable, stands_in, training_split
from garner.errors import InputError, MissingDependency
from garner.training.encoder.gold import Asked, GoldSpan, LabelledText
from garner.training.encoder.held_out import kept_fingerprints
from garner.training.encoder.spans import cut_sentences

__all__ = ["RULES", "Rule", "Token", "believed", "pseudo_texts"]

_LONG = 180
"""Characters beyond which a text is cut at its sentence ends."""
_NUMBER = r"約?(?:[0-9０-９〇一二三四五六七八九十百千万億兆数][0-9０-９〇一二三四五六七八九十百千万億兆,，.．]*)"
_UNIT_OF_TIME = r"(?:年|[かヶヵカケ]月|週間?|日|時間|分|秒)"


@dataclass(frozen=True, slots=True)
class Rule:
    """When the tagger is believed about a label: the tagger's own ``types`` of it; what each surface must look like (a regular
    expression for the whole of it, whose group, if it has one, is what is labelled); and a part of speech that some token of
    each must have while no token elsewhere has it. Without ``absent`` the label is asked only of texts that hold it."""

    types: tuple[str, ...]
    look: str
    part: str = ""
    absent: bool = True


RULES: Mapping[str, Rule] = {
    "person": Rule(("Person",), r"(?!.*(?:利益|損失)$).+", "固有名詞-人名", absent=False),
    "country": Rule(("Country",), r".{2,}", "固有名詞-地名-国", absent=False),
    "date": Rule(("Date",), r"[^（）()]*[0-9０-９一二三四五六七八九十元年月日春夏秋冬][^（）()]*"),
    "money": Rule(("Money",), rf".*?((?:{_NUMBER})+(?:円|ドル|米ドル|ユーロ|ポンド|ウォン|元|セント|マルク|フラン)).*"),
    "percentage": Rule(("Percent",), rf".*?({_NUMBER}[%％]).*"),
    "number of people": Rule(("N_Person",), rf".*?({_NUMBER}(?:人|名様?)).*"),
    "length": Rule(
        ("Physical_Extent",), rf".*?({_NUMBER} ?(?:[mkcｍ]?[mｍ]|キロ|センチ|ミリ|(?:キロ)?メートル|マイル|フィート)).*"
    ),
    "duration": Rule(
        tuple(f"Period_{unit}" for unit in ("Year", "Month", "Week", "Day", "Time")),
        rf".*?((?:{_NUMBER}{_UNIT_OF_TIME})+半?間?).*",
    ),
    "historical era": Rule(("Era",), r"(?:.*(?:時代|世紀)|明治|大正|昭和|平成|中世|近世|古代)", absent=False),
    "language": Rule(("National_Language",), r"(?!公用語).{1,12}語", absent=False),
    "war": Rule(("War",), r"(.*(?:戦争|大戦|の戦い|の乱|の役)).*", absent=False),
}
"""The labels that the tagger is believed about. Its other types, company, place and product among them, are wrong too often."""


class Token(NamedTuple):
    """A token of the tagger's dictionary: offsets into the text, and its part of speech (``名詞-固有名詞-人名-姓``)."""

    start: int
    end: int
    part: str


def believed(
    text: str, found: Sequence[tuple[int, int, str]], tokens: Sequence[Token]
) -> tuple[tuple[GoldSpan, ...], tuple[str, ...]]:
    """The labelled spans of a text and the labels asked of it, from what the tagger ``found`` (start, end, its own type)."""
    spans: list[GoldSpan] = []
    labels = []
    for label, rule in RULES.items():
        places = [(start, end) for start, end, kind in found if kind in rule.types]
        parts = [part for start, end in places for part in _part(rule.look, text, start, end)]
        if (places or rule.absent) and len(parts) == len(places) and _named(rule, places, tokens):
            labels.append(label)
            spans += [GoldSpan(start, end, label) for start, end in parts]
    return tuple(sorted(spans)), tuple(labels)


def _part(look: str, text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The place that a look labels, which is none where the surface does not look so."""
    found = re.fullmatch(look, text[start:end])
    if not found or text[start:end] != text[start:end].strip():
        return []
    first, last = found.span(1 if found.re.groups else 0)
    return [(start + first, start + last)]


def _named(rule: Rule, places: Sequence[tuple[int, int]], tokens: Sequence[Token]) -> bool:
    if not rule.part:
        return True
    named = [token for token in tokens if rule.part in token.part]
    inside = [[start <= token.start and token.end <= end for start, end in places] for token in named]
    return all(any(row) for row in inside) and all(any(row[number] for row in inside) for number in range(len(places)))


def _tagged(texts: Iterable[str]) -> Iterator[tuple[list[tuple[int, int, str]], list[Token]]]:
    """What the tagger finds in each text, and the text's tokens. Raises ``MissingDependency`` without the tagger."""
    try:
        spacy = import_module("spacy")
    except ImportError as error:
        raise MissingDependency("The teacher needs spacy and ja_ginza.", "Run: pip install ginza ja_ginza") from error
    parts = ["parser", "attribute_ruler", "morphologizer", "compound_splitter", "bunsetu_recognizer"]
    for text in spacy.load("ja_ginza", exclude=parts).pipe(texts, batch_size=64):
        found = [(each.start_char, each.end_char, each.label_) for each in text.ents]
        yield found, [Token(token.idx, token.idx + len(token), token.tag_) for token in text]


def pseudo_texts(path: Path) -> list[LabelledText]:
    """The texts of a result file to train on, the long ones as their sentences, each read for its own labels alone. Raises
    ``InputError`` with the line of a record that is none."""
    texts: list[LabelledText] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").removesuffix("\n").split("\n"), 1):
        try:
            record = json.loads(line)
            spans = tuple(GoldSpan(int(start), int(end), str(label)) for start, end, label in record["spans"])
            asked = Asked(tuple(map(str, record["labels"])))
            text = LabelledText(f"{record['corpus']}:{record['id']}", record["text"], spans, asked=asked)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}:{number}: no text with spans: {error}", "Make the file anew.") from error
        if not {span.label for span in spans} <= set(asked.spans):
            raise InputError(f"{path}:{number}: a span's label is not among the labels.", "Make the file anew.")
        long = "\n" in text.text or len(text.text) > _LONG
        texts += [replace(piece, asked=asked) for piece in cut_sentences(text)] if long else [text]
    return texts


def _texts_of(names: Sequence[str], data: Path, forbidden: frozenset[bytes]) -> Iterator[tuple[str, str, str]]:
    """Corpus, id and text of every text that may be trained on, each text once."""
    seen: set[str] = set()
    for name in names:
        check_trainable(*training_split(name))
        for record in read_split(data, *training_split(name)).records:
            if record.text not in seen and not stands_in(record.text, forbidden):
                seen.add(record.text)
                yield name, record.id, record.text


def main() -> None:
    """Read the command line and write what the tagger says of the corpora."""
    parser = argparse.ArgumentParser(
        prog="python -m garner.training.encoder.lexicon.teacher",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("corpora", nargs="+", metavar="CORPUS", help="corpora with Japanese texts, or CORPUS:SPLIT")
    parser.add_argument("--data-dir", type=Path, help="the folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--held-out", type=Path, required=True, help="a folder to keep the list of what is held out in")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    arguments = parser.parse_args()
    data = data_folder(arguments.data_dir)
    records = list(_texts_of(arguments.corpora, data, kept_fingerprints(data, arguments.held_out)))
    with arguments.out.open("w", encoding="utf-8") as out:
        for (corpus, name, text), (found, tokens) in zip(records, _tagged(text for _, _, text in records), strict=True):
            out.write(line_of(corpus, name, text, believed(text, found, tokens)))
    sys.stdout.write(f"{arguments.out}: {len(records)} texts\n")


def line_of(corpus: str, name: str, text: str, told: tuple[tuple[GoldSpan, ...], tuple[str, ...]]) -> str:
    """A line of the result file."""
    record = {"corpus": corpus, "id": name, "text": text, "spans": told[0], "labels": told[1]}
    return json.dumps(record, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
