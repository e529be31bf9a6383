"""Makes the picture of the HTML view that the README shows, from real results, through a headless Chromium.

    garner extract examples/article.txt --schema examples/deals.yaml -o results.jsonl
    python docs/picture.py results.jsonl docs/view.png --item 12

Needs Chromium (Debian: apt-get install chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from garner.files import read_results
from garner.view import write_html

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 120


def main() -> int:
    options = _options()
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        print("No Chromium is installed (Debian: apt-get install chromium).", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        write_html(page, read_results(options.results), options.title)
        take(program, page, options)
    return 0


def take(program: str, page: Path, options: argparse.Namespace) -> None:
    """Writes what a window of the asked size shows of the page."""
    address = f"{page.as_uri()}#document-{options.document}"
    if options.item:
        address += f".item-{options.item}"
    picture = Path(options.picture).resolve()
    with tempfile.TemporaryDirectory() as profile:
        command = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
        command += [f"--user-data-dir={profile}", f"--window-size={options.width},{options.height}"]
        command += [f"--force-device-scale-factor={options.scale}", "--virtual-time-budget=2000", f"--screenshot={picture}"]
        subprocess.run([*command, address], check=True, capture_output=True, timeout=PATIENCE)
    if not picture.exists():
        raise SystemExit(f"Chromium wrote no picture to {picture}.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("results", help="result file (JSONL)")
    parser.add_argument("picture", nargs="?", default=str(Path(__file__).with_name("view.png")), help="PNG to write")
    parser.add_argument("--title", default="garner", help="title of the page")
    parser.add_argument("--document", type=int, default=1, help="which document to open, counted from 1")
    parser.add_argument("--item", type=int, default=0, help="which item to choose, counted from 1 (the address bar tells it)")
    parser.add_argument("--width", type=int, default=1360)
    parser.add_argument("--height", type=int, default=850)
    parser.add_argument("--scale", type=float, default=1.5, help="device pixels a CSS pixel")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
