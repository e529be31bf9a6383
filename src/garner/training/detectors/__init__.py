"""Detectors of defects are made here: real errors of real extractors, one at a time, and the head that learns to tell them."""
