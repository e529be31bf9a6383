"""Workshops that teach garner's own models; the only place besides ``models.local`` that may need torch."""
