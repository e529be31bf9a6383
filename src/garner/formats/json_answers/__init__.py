"""The ``json`` format: one object with a section for each task, and the tolerant reader for whatever a model makes of it.

Start with ``format``; ``tolerant`` reads broken JSON, ``shape`` and ``sections`` find the answer in it.
"""
