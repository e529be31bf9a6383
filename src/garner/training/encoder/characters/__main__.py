"""``python -m garner.training.encoder.characters DATA``: choose the characters to keep, and say how much they cover."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from garner.training.encoder.characters.counts import KINDS, LANGUAGES, count_characters, coverage
from garner.training.encoder.characters.graph import freeze
from garner.training.encoder.characters.lac import read_tagger
from garner.training.encoder.characters.vocabulary import UNKNOWN, choose_characters, ids_of, write_characters


def main(data: Path, file: Path) -> None:
    """Write the characters to ``file`` and the figures to the standard output."""
    tagger = read_tagger()
    counts = {language: count_characters(data, language) for language in LANGUAGES}
    total = sum(counts.values(), Counter[str]())
    characters = choose_characters(tagger.rows, [character for character, _ in total.most_common()])
    file.write_text(write_characters(characters), encoding="utf-8")
    ids = {character: number for number, character in enumerate(characters, 2)}
    known = frozenset(character for character in total if ids_of(character, ids) != [UNKNOWN])
    lines = [f"{len(characters)} characters, {freeze(tagger, characters).size_bytes} bytes in 8 bits"]
    for language, counted in counts.items():
        for kind in KINDS:
            found = coverage(counted, known, kind)
            lines.append(f"{language} {kind}: {found.share:.4%} of {found.characters}; missing {' '.join(found.missing)}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("vocabulary.txt"))
