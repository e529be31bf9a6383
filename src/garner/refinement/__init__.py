"""Self-correction: what is redundant, what is missing, until the answer stands (SCIR)."""
