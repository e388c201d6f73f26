"""Mẫu 02 as a page for WeasyPrint: the same texts, the same measures as the DOCX."""

from __future__ import annotations

from importlib.resources import files

from django.template.loader import render_to_string

from congvu.reports import pdf

from . import words
from .slip import Slip


def page(slip: Slip) -> str:
    """The HTML of the slip."""
    return render_to_string(
        "reports/mau02.html",
        {
            "slip": slip,
            "words": words,
            "organ": slip.organ.upper(),
            "self_date": words.signed_on(slip.self_date),
            "authority_date": words.signed_on(slip.authority_date),
        },
    )


def printed(slip: Slip) -> bytes:
    """The slip as a PDF file. Raises RuntimeError where the machine has no Pango."""
    css = files("congvu.reports").joinpath("form.css").read_text(encoding="utf-8")
    return pdf.render(page(slip), css)
