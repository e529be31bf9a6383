"""Readers of annotation formats: a file of a corpus in, its records with exact offsets and refusals out; one module a format."""
