"""Measuring: scores under named matching modes, intervals, paired tests, an audit of what went wrong, changes between runs."""

from garner.evaluation.auditing import Audit, Case, Example, Finding, audit, cases, faults_of, reported
from garner.evaluation.calibration import Calibration, ConfidenceBin, calibration
from garner.evaluation.comparison import Change, ChangeKind, changes
from garner.evaluation.confusion import NOTHING, confusion
from garner.evaluation.counts import Counts, Score
from garner.evaluation.draws import Draws, Interval
from garner.evaluation.evaluation import Evaluated, evaluate
from garner.evaluation.faults import Fault
from garner.evaluation.intervals import Intervals, ScoreIntervals, bootstrap
from garner.evaluation.mode import Mode
from garner.evaluation.modes import MODES, mode_named, modes_for
from garner.evaluation.modes.adelie import adelie_mentions, adelie_relations
from garner.evaluation.modes.classification import accuracy_of
from garner.evaluation.modes.facts import worst_of_cluster
from garner.evaluation.modes.relations import directed
from garner.evaluation.modes.tables import header_mode
from garner.evaluation.paired import Difference, paired_bootstrap
from garner.evaluation.record import TALLY_VERSION, tally_from_record, tally_to_record
from garner.evaluation.scores import DatasetMean, EmptyGold, Repeated, Scores, mean_over_datasets, over_seeds, score
from garner.evaluation.strings import at_first_places, compared_by_strings
from garner.evaluation.tallies import DocumentCounts, Pair, Tally, pair, tally
from garner.evaluation.units import Unit

__all__ = [
    "MODES",
    "NOTHING",
    "TALLY_VERSION",
    "Audit",
    "Calibration",
    "Case",
    "Change",
    "ChangeKind",
    "ConfidenceBin",
    "Counts",
    "DatasetMean",
    "Difference",
    "DocumentCounts",
    "Draws",
    "EmptyGold",
    "Evaluated",
    "Example",
    "Fault",
    "Finding",
    "Interval",
    "Intervals",
    "Mode",
    "Pair",
    "Repeated",
    "Score",
    "ScoreIntervals",
    "Scores",
    "Tally",
    "Unit",
    "accuracy_of",
    "adelie_mentions",
    "adelie_relations",
    "at_first_places",
    "audit",
    "bootstrap",
    "calibration",
    "cases",
    "changes",
    "compared_by_strings",
    "confusion",
    "directed",
    "evaluate",
    "faults_of",
    "header_mode",
    "mean_over_datasets",
    "mode_named",
    "modes_for",
    "over_seeds",
    "pair",
    "paired_bootstrap",
    "reported",
    "score",
    "tally",
    "tally_from_record",
    "tally_to_record",
    "worst_of_cluster",
]
