"""Make the lists of names anew from jieba's word list and a dictionary of Sudachi, both from PyPI:

python -m garner.training.encoder.lexicon --jieba FOLDER/jieba --sudachi FOLDER/sudachidict_core/resources/system.dic
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from garner.training.encoder.lexicon.jieba import chinese_names
from garner.training.encoder.lexicon.names import write_names
from garner.training.encoder.lexicon.sudachi import japanese_names


def main() -> None:
    """Read the command line and write the lists."""
    parser = argparse.ArgumentParser(
        prog="python -m garner.training.encoder.lexicon",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--jieba", type=Path, required=True, help="the folder with jieba's dict.txt")
    parser.add_argument("--sudachi", type=Path, required=True, help="system.dic of sudachidict_core, or its folder")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("names.txt.xz"))
    parser.add_argument("--most", type=int, default=20_000, help="names of a type at most")
    parser.add_argument("--common", type=int, default=5_000, help="common nouns of a language at most")
    arguments = parser.parse_args()
    dictionary = arguments.sudachi / "system.dic" if arguments.sudachi.is_dir() else arguments.sudachi
    lists = japanese_names(dictionary, arguments.most) | chinese_names(arguments.jieba / "dict.txt", arguments.most)
    lists |= {kind: names[: arguments.common] for kind, names in lists.items() if kind.endswith("other")}
    size = write_names(arguments.out, lists)
    for kind, names in lists.items():
        sys.stdout.write(f"{kind:20}{len(set(names)):7}\n")
    sys.stdout.write(f"{arguments.out}: {size} bytes\n")


if __name__ == "__main__":
    main()
