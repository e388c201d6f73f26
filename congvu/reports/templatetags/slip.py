"""`{% slip_buttons card_id %}`, `{% year_slip_buttons year dossier_id %}`: printed forms, for the pages of rooms below."""

from __future__ import annotations

from typing import Any

from django import template

from congvu.reports import pdf
from congvu.ui.addresses import address

register = template.Library()


@register.inclusion_tag("reports/_slip_buttons.html")
def slip_buttons(card_id: int) -> dict[str, Any]:
    return _buttons("reports:slip", card_id)


@register.inclusion_tag("reports/_slip_buttons.html")
def year_slip_buttons(year: int, dossier_id: int) -> dict[str, Any]:
    return _buttons("reports:year_slip", year, dossier_id)


def _buttons(name: str, *args: int) -> dict[str, Any]:
    return {
        "docx_url": address(name, *args, "docx"),
        "pdf_url": address(name, *args, "pdf"),
        "pdf_why_not": pdf.missing(),
    }
