"""Reports: one document tree becomes a page, a Word file, a PDF, a workbook. Floor: reports; imports core."""

from jiaodu.reports.batch import Written, write_reports
from jiaodu.reports.compose import compose_report
from jiaodu.reports.document import Document
from jiaodu.reports.docx import write_docx
from jiaodu.reports.html import write_html
from jiaodu.reports.pdf import write_pdf
from jiaodu.reports.workbook import write_evaluation_workbook

__all__ = [
    "Document",
    "Written",
    "compose_report",
    "write_docx",
    "write_evaluation_workbook",
    "write_html",
    "write_pdf",
    "write_reports",
]
