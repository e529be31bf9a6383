"""Names on the command line become detectors, and what cannot be had is told in words."""

from importlib.metadata import EntryPoint

import pytest

from garner.errors import NotConfigured
from garner.refinement import registry
from garner.refinement.protocols import Detection, Judgement, Operator, Refinement
from garner.refinement.registry import Part, parts_of, refinement_of


class Quiet:
    """A detector that finds nothing."""

    def __init__(self, rest="", engine=None):
        self.name = f"quiet:{rest}" if rest else "quiet"
        self.engine = engine

    async def detect(self, case):
        return Detection()


class Judge(Quiet):
    """A detector that also judges."""

    async def judge(self, case):
        return Judgement(1.0)


def broken(rest, engine):
    raise OSError("no such file")


def nonsense(rest, engine):
    return object()


def leaving(rest, engine):
    raise SystemExit(2)


@pytest.fixture
def plugged_in(monkeypatch):
    names = {"quiet": "Quiet", "judge": "Judge", "broken": "broken", "nonsense": "nonsense", "leaving": "leaving"}
    entries = [EntryPoint(name, f"{__name__}:{value}", registry.ENTRY_POINTS) for name, value in names.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: entries if group == registry.ENTRY_POINTS else [])


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        ("default", (Part("rules"), Part("learned"))),
        ("rules", (Part("rules"),)),
        ("rules+learned:mine", (Part("rules"), Part("learned", "mine"))),
        ("prompted", (Part("rules"), Part("prompted"))),
        ("prompted:openai:qwen3", (Part("rules"), Part("prompted", "openai:qwen3"))),
        ("default+prompted", (Part("rules"), Part("learned"), Part("prompted"))),
        ("rules+rules", (Part("rules"),)),
        ("learned:a+b+rules", (Part("learned", "a+b"), Part("rules"))),
        (" rules + learned ", (Part("rules"), Part("learned"))),
    ],
)
def test_names_stand_for_these_detectors_each_once(names, parts):
    assert parts_of(names) == parts


@pytest.mark.parametrize("names", ["", "rules+", "lerned", "rules+lerned", "learned:", "rules:x", "default:x", "Rules"])
def test_a_name_that_nobody_knows_is_refused_before_anything_is_opened(names):
    with pytest.raises(NotConfigured):
        parts_of(names)


def test_the_refusal_lists_what_there_is_and_the_closest(plugged_in):
    with pytest.raises(NotConfigured, match="There is no detector 'lerned'") as refused:
        parts_of("rules+lerned")
    assert refused.value.hint == (
        "Did you mean learned? "
        "Known: default, rules, learned, prompted, broken, judge, leaving, nonsense, quiet; join them with +."
    )


def test_a_plug_in_is_called_with_what_stood_behind_the_colon_and_the_model(plugged_in):
    engine = object()
    how = refinement_of("quiet:some/where", engine, 3, "ask")
    assert [each.name for each in how.detectors] == ["quiet:some/where"]
    assert how.detectors[0].engine is engine
    assert (how.rounds, how.operator, how.pruner) == (3, Operator.ASK, None)


def test_the_first_named_that_can_judge_is_the_pruner(plugged_in):
    how = refinement_of("quiet+judge:a+judge:b")
    assert [each.name for each in how.detectors] == ["quiet", "quiet:a", "quiet:b"]
    assert how.pruner is how.detectors[1]


def test_a_plug_in_that_fails_or_makes_no_detector_is_named(plugged_in):
    with pytest.raises(NotConfigured, match=r"The plug-in broken \(.*:broken\) failed: OSError: no such file") as failed:
        refinement_of("broken")
    assert failed.value.hint == "Mend the package that brings it, or name other detectors than broken."
    with pytest.raises(NotConfigured, match=r"nonsense .* made an object, which is no detector") as failed:
        refinement_of("nonsense")
    assert "a name and a method detect" in failed.value.hint


def test_a_plug_in_cannot_end_the_program(plugged_in):
    with pytest.raises(NotConfigured, match=r"The plug-in leaving \(.*\) failed: SystemExit: 2"):
        refinement_of("leaving")


def test_a_number_of_rounds_below_0_and_an_unknown_operator_are_refused():
    with pytest.raises(NotConfigured, match="-1 rounds"):
        refinement_of("rules", rounds=-1)
    with pytest.raises(NotConfigured, match="no way 'cut'"):
        refinement_of("rules", operator="cut")


def test_a_way_of_correcting_may_be_named_and_must_be_one():
    assert Refinement((Quiet(),), operator="ask").operator is Operator.ASK
    with pytest.raises(NotConfigured, match="no way 'cut'"):
        Refinement((Quiet(),), operator="cut")
    with pytest.raises(NotConfigured, match="-1 rounds"):
        Refinement((Quiet(),), rounds=-1)


@pytest.mark.parametrize(("parts", "message"), [(((object(),),), "no detector"), (((Quiet(),), Quiet()), "no pruner")])
def test_what_cannot_detect_or_judge_is_refused_at_once(parts, message):
    with pytest.raises(NotConfigured, match=message):
        Refinement(*parts)
