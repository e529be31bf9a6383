"""General ability: questions that are no extraction, to see what training costs elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from garner.datasets.corpora.corpus import Corpus, Published, Role
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.questions import AnswerRows, HardTasks, JsonOptions, OptionRows, WordProblems

__all__ = ["ENTRIES"]

_HARD_TASKS = """
boolean_expressions causal_judgement date_understanding disambiguation_qa dyck_languages formal_fallacies geometric_shapes
hyperbaton logical_deduction_five_objects logical_deduction_seven_objects logical_deduction_three_objects movie_recommendation
multistep_arithmetic_two navigate object_counting penguins_in_a_table reasoning_about_colored_objects ruin_names
salient_translation_error_detection snarks sports_understanding temporal_sequences tracking_shuffled_objects_five_objects
tracking_shuffled_objects_seven_objects tracking_shuffled_objects_three_objects web_of_lies word_sorting
""".split()
_OTHER_SIZES = {"causal_judgement": 187, "penguins_in_a_table": 146, "snarks": 178}


def _probe(
    name: str, licence: str, reader: Reader, splits: Mapping[str, tuple[str, int | None]], language: str = "en", note: str = ""
) -> Corpus:
    """A probe: per split its files and how many questions the page counts in them."""
    return Corpus(
        name=name,
        folder=f"probes/general/{name.partition('/')[0]}",
        role=Role.HELD_OUT,
        licence=licence,
        reader=reader,
        splits={split: (pattern,) for split, (pattern, _) in splits.items()},
        published={split: Published(size, size) for split, (_, size) in splits.items() if size is not None},
        counted=("labels", "tables"),
        as_written=True,
        language=language,
        note=note,
    )


ENTRIES: tuple[Corpus, ...] = (
    _probe(
        "bbh",
        "MIT",
        HardTasks(),
        {task: (f"bbh/{task}.json", _OTHER_SIZES.get(task, 250)) for task in _HARD_TASKS},
        note="A split is a task. Questions whose answer is none of their options are asked for a free answer; "
        "one of snarks is cut off after its first option.",
    ),
    _probe("gsm8k", "MIT", WordProblems(), {"test": ("test.jsonl", 1319)}),
    _probe(
        "jmmlu",
        "CC BY-SA 4.0",
        OptionRows(header=False),
        {"test": ("JMMLU/*.csv", 7097)},
        language="ja",
    ),
    _probe("llm_eval/arc_easy", "none stated", JsonOptions(), {"test": ("arc_easy.jsonl", 2376)}),
    _probe("llm_eval/piqa", "none stated", JsonOptions(), {"test": ("piqa.jsonl", 1838)}),
    _probe("llm_eval/winogrande", "none stated", JsonOptions(), {"test": ("winogrande.jsonl", 1267)}),
    *(
        _probe(
            f"mgsm/{language}",
            "CC BY 4.0",
            AnswerRows(),
            {"test": (f"mgsm/mgsm_{language}.tsv", 250)},
            language,
        )
        for language in ("en", "ja", "zh")
    ),
    _probe(
        "mmlu",
        "Apache-2.0; that of MMLU is not restated",
        OptionRows(header=True),
        {"dev": ("mmlu/dev/*.csv", None), "test": ("mmlu/test/*.csv", 14042)},
    ),
)
