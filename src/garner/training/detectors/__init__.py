"""Detectors of defects are made here: real errors of real extractors, one at a time, and the heads that learn to tell them.

Read in this order:

1. ``recipes`` (``teach`` is all of it) and ``recipe`` (what it is told, from a TOML file);
2. ``planning`` says which texts are used (``reading``, ``stretches``, ``samples``), as the chunks of a ``plan``;
3. ``build`` runs ``extractors`` (``gazetteer`` is one) over them and keeps the corpus of defects, which ``mix`` counts;
4. ``defects`` (by ``comparing`` answer and gold) and ``synthetic`` make each ``instance`` of it;
5. ``head`` fits the heads to ``head_rows``: ``head_evidence`` and ``head_blends`` prepare answers, ``head_levels`` and
   ``head_whole`` choose from which probability on something is done.
"""
