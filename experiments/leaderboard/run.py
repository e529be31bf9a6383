"""Our own leaderboard: the embedded model beside three honest baselines, on the same texts, scored by the same code.

    python experiments/leaderboard/run.py --data-dir DATA

writes a run file a model (scores and the counts of every text, no texts; some MB) to ``runs/leaderboard``, for ``garner
report`` and ``garner compare``, and what they come to, as ``leaderboard.md`` and ``leaderboard.json``, to ``results/`` beside
this file. A data set that is done is not done again; ``--fresh`` begins anew.

The gazetteer and the conditional random field are trained on the train split of each data set; sets that must not be trained on
have no such row. The similarity baseline has one threshold for all sets, picked by ``--pick`` on a dev split that is in no
table. Needs: pip install 'garner[baselines]'
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from crf import ConditionalRandomField
from gazetteer import Gazetteer
from similarity import LabelSimilarity, minilm

from garner import Extractor, __version__
from garner.datasets import CorpusRecord, CorpusSplit, Role, data_folder, read_corpus
from garner.datasets.contamination import Policy
from garner.datasets.exposure import Exposure, SeenSplit, exposure_at, exposure_to
from garner.evaluation import mean_over_datasets
from garner.evaluation.runs import Evaluation, ModelRecord, Run, read_run, write_run
from garner.evaluation.runs.asking import Answers
from garner.evaluation.runs.making import machine_kind
from garner.evaluation.runs.sizes import size_of_encoder
from garner.evaluation.runs.summary import summary
from garner.evaluation.runs.task import Scoring, evaluation_of, task_of
from garner.models.encoder import Encoder
from garner.models.encoder.weights import packaged_weights
from garner.models.protocols import SpanScorer
from garner.values import Usage

ZERO_SHOT = (
    *(f"crossner/{domain}" for domain in ("ai", "literature", "music", "politics", "science")),
    "mit_restaurant",
    "mit_movie",
    "conll2003",
)
SUPERVISED = ("wnut17", "uner_ewt", "gum", "mtl_bio/ncbi_disease", "mtl_bio/bc5cdr", "scierc", "cyner", "stackoverflow")
PICKED_ON = "btc"
SIMILARITY_THRESHOLD = 0.25


class Made(NamedTuple):
    """A model made for one data set, what is known of its training, and how many parameters or names it learned."""

    model: SpanScorer
    exposure: Exposure | None
    learned: int | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--runs", type=Path, default=Path("runs/leaderboard"), help="the folder of the run files")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("results"), help="the folder of the tables")
    parser.add_argument("--data", nargs="*", default=[*ZERO_SHOT, *SUPERVISED], help="data sets (default: all)")
    parser.add_argument("--models", nargs="*", default=list(MODELS), choices=MODELS)
    parser.add_argument("--limit", type=int, help="at most so many texts of each, drawn at random")
    parser.add_argument("--fresh", action="store_true", help="begin anew")
    parser.add_argument("--pick", action="store_true", help="print the F1 of each threshold of the similarity baseline and end")
    options = parser.parse_args()
    data = data_folder(options.data_dir)
    if options.pick:
        pick(data, options.limit)
        return
    for folder in (options.runs, options.out):
        folder.mkdir(parents=True, exist_ok=True)
    for model in options.models:
        path = options.runs / f"{model.replace(' ', '_')}.json"
        done = [] if options.fresh or not path.is_file() else list(read_run(path).evaluations)
        for name in options.data:
            if f"{name}:test" in {each.data.name for each in done}:
                continue
            evaluation, learned = evaluate_on(model, read_corpus(data, name), options.limit)
            if evaluation is not None:
                done.append(evaluation)
                write_run(
                    path, Run(ModelRecord(model, parameters_trained=learned), 0, tuple(done), __version__, machine_kind())
                )
                print(model, name, f"{evaluation.modes[0].scores.micro.f1:.1f}", f"{evaluation.seconds:.1f} s", flush=True)
    runs = {model: read_run(path) for model in MODELS if (path := options.runs / f"{model.replace(' ', '_')}.json").is_file()}
    (options.out / "leaderboard.md").write_text(leaderboard(runs), encoding="utf-8")
    summaries = ",\n".join(f"{json.dumps(model)}: {json.dumps(summary(run))}" for model, run in runs.items())
    (options.out / "leaderboard.json").write_text(f"{{{summaries}}}\n", encoding="utf-8")


def evaluate_on(model: str, splits: dict[str, CorpusSplit], limit: int | None) -> tuple[Evaluation | None, int | None]:
    """The evaluation of the model on the test split; none where it would have to be trained on what must not be trained on."""
    trained = model in ("gazetteer", "crf")
    if trained and (splits["test"].corpus.role is not Role.TRAIN or "train" not in splits):
        return None, None
    made = MODELS[model](splits)
    scoring = Scoring(modes=("offset", "string", "overlap"), limit=limit, policy=Policy.FORCE, keeps_texts=False)
    task = task_of(splits["test"], made.exposure, scoring)
    return evaluation_of(task, _answers(made.model, task.records), scoring), made.learned


def _answers(model: SpanScorer, records: Sequence[CorpusRecord]) -> Answers:
    schemas = {record.schema.fingerprint: record.schema for record in records}
    if len(schemas) != 1:
        raise SystemExit(f"{records[0].split} asks different things of its texts; a baseline has one question.")
    [schema] = schemas.values()
    began = time.perf_counter()
    results = tuple(Extractor(schema, model).extract_many(record.document for record in records))
    usage = sum((result.usage for result in results), Usage())
    return Answers(results, model.name, usage, time.perf_counter() - began)


def _embedded(splits: dict[str, CorpusSplit]) -> Made:
    weights = packaged_weights()
    return Made(Encoder.load(), exposure_at(weights), size_of_encoder(weights).parameters_trained)


def _trained(
    make: Callable[[Iterable[CorpusRecord]], Gazetteer | ConditionalRandomField], splits: dict[str, CorpusSplit]
) -> Made:
    train = splits["train"]
    model = make(train.records)
    seen = SeenSplit(train.corpus.name, train.split, train.fingerprint, len(train.records))
    exposure = exposure_to(model.name, [seen], (record.text for record in train.records))
    return Made(model, exposure, len(model))


def _similarity(splits: dict[str, CorpusSplit]) -> Made:
    return Made(_similarity_scorer(), None, 0)


@cache
def _similarity_scorer() -> LabelSimilarity:
    return LabelSimilarity(minilm(), SIMILARITY_THRESHOLD)


MODELS: dict[str, Callable[[dict[str, CorpusSplit]], Made]] = {
    "embedded": _embedded,
    "minilm similarity": _similarity,
    "gazetteer": partial(_trained, Gazetteer),
    "crf": partial(_trained, ConditionalRandomField),
}


def pick(data: Path, limit: int | None) -> None:
    """The F1 of each threshold of the similarity baseline on the dev split that is kept for it."""
    split = read_corpus(data, PICKED_ON)["dev"]
    task = task_of(split, None, Scoring(modes=("offset",), limit=limit or 500, keeps_texts=False))
    for threshold in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        _similarity_scorer().threshold = threshold
        scored = evaluation_of(task, _answers(_similarity_scorer(), task.records))
        print(threshold, f"{scored.modes[0].scores.micro.f1:.2f}", flush=True)


def leaderboard(runs: dict[str, Run]) -> str:
    """The table, in Markdown: F1 and its interval, zero-shot sets first."""
    names = [name for name in (*ZERO_SHOT, *SUPERVISED) if any(_on(run, name) for run in runs.values())]
    lines = [f"| test split | {' | '.join(runs)} |", f"|---|{'---|' * len(runs)}"]
    lines += [f"| {name} | {' | '.join(_cell(_on(run, name)) for run in runs.values())} |" for name in names]
    for title, group in (("mean, zero-shot", ZERO_SHOT), ("mean, trained on", SUPERVISED)):
        lines.append(
            f"| {title} | {' | '.join(_mean(run, [name for name in names if name in group]) for run in runs.values())} |"
        )
    return "\n".join(lines) + "\n"


def _on(run: Run, name: str) -> Evaluation | None:
    return next((each for each in run.evaluations if each.data.name == f"{name}:test"), None)


def _cell(evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return "–"
    first = evaluation.modes[0]
    low, high = first.intervals.micro.f1.low, first.intervals.micro.f1.high
    texts = evaluation.seen.texts
    seen = f", {texts} text{'' if texts == 1 else 's'} seen" if texts else ""
    return f"{first.scores.micro.f1:.1f} ({low:.1f}–{high:.1f}{seen})"


def _mean(run: Run, names: Sequence[str]) -> str:
    found = {name: each.modes[0].scores for name in names if (each := _on(run, name)) is not None}
    return f"{mean_over_datasets(found).micro.f1:.1f}" if names and len(found) == len(names) else "–"


if __name__ == "__main__":
    main()
