"""The report of evaluation runs as one self-contained page."""

from garner.view.report.page import render_report, write_report

__all__ = ["render_report", "write_report"]
