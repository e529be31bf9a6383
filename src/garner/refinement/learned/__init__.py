"""Detectors that were trained: small networks that judge every claim of an answer, and what it left out, by what the embedded
encoder sees in the text.

Read in this order:

1. ``detector`` is the whole, opened from a folder (``card``): a case is looked at once, in passages if it is long (``parts``);
2. ``judging`` gives every claim a probability: first spans, then what ties them, then choices, each by a network (``head``);
3. what may be claimed beside what the answer says (``said``): a ``sheet`` of spans, their ``ends`` and ``ties``, ``choices``;
4. what is known of each as numbers: ``span_features``, ``tie_features``;
5. ``defects`` draws the consequence (``taking``: what may take whose place), at levels that hang on the ``agreement`` with the
   encoder's own answer; ``whole`` tells which answers are best left alone.
"""

from garner.refinement.learned.detector import LearnedDetector

__all__ = ["LearnedDetector"]
