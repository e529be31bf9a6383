"""Texts composed and annotated for garner: many labels, in English, Chinese and Japanese (see README.md beside this file)."""

from garner.training.written.reading import WRITTEN_LANGUAGES, written_files, written_records

__all__ = ["WRITTEN_LANGUAGES", "written_files", "written_records"]
