"""Readers of annotation formats, one module each: a file in, its records with exact offsets and refusals out."""
