"""Results as one self-contained HTML page that a browser shows without a network."""

from garner.view.writing import render, write_html

__all__ = ["render", "write_html"]
