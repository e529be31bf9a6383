"""Training of the embedded span scorer, from public corpora to the quantised network that ships."""
