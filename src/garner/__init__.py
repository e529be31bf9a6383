"""Universal information extraction that points into the text."""
