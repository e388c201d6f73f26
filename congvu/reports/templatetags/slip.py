"""`{% slip_buttons card_id %}`: the printed form of a card, for the pages of scoring below."""

from __future__ import annotations

from typing import Any

from django import template

from congvu.reports import pdf

register = template.Library()


@register.inclusion_tag("reports/_slip_buttons.html")
def slip_buttons(card_id: int) -> dict[str, Any]:
    return {"card_id": card_id, "pdf_why_not": pdf.missing()}
