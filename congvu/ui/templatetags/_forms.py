"""Tags of forms: one field, the summary of what to correct."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from congvu.ui import words
from congvu.ui.parts import Mistake

from ._draw import attributes, draw, svg_icon

register = template.Library()


def _wiring(field_id: str, hint: object, error: object) -> dict[str, str]:
    """aria attributes that tie a control to its hint and its error."""
    described = " ".join(
        name for name, there in ((f"{field_id}_error", error), (f"{field_id}_helptext", hint)) if there
    )
    return {"aria-describedby": described, "aria-invalid": "true" if error else ""}


def _frame(kind: str, hint: str = "", **context: Any) -> SafeString:
    return draw("field", kind=kind, hint=words.addressed(hint), alert=svg_icon("triangle-alert"), **context)


@register.simple_tag
def field(
    bound: forms.BoundField, label: str = "", hint: str = "", unit: str = "", css: str = "", **extra: Any
) -> SafeString:
    """A field of a Django form with label, hint, error and their aria wiring."""
    field_id = bound.id_for_label or bound.auto_id
    hint = hint or str(bound.help_text)
    errors = [words.addressed(str(sentence)) for sentence in bound.errors]
    widget = bound.field.widget
    attrs: dict[str, str | bool] = {k: v for k, v in _wiring(bound.auto_id, hint, errors).items() if v}
    attrs |= {name.replace("_", "-"): value for name, value in extra.items()}
    boxes = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    single = isinstance(widget, forms.CheckboxInput)
    if not boxes and not single:
        attrs["class"] = " ".join(filter(None, ("input", widget.attrs.get("class", ""), css)))
    return _frame(
        "boxes" if boxes else "check" if single else "plain",
        id=field_id,
        base=bound.auto_id,
        label=label or bound.label,
        hint=hint,
        errors=errors,
        unit=unit,
        optional=not bound.field.required and not single,
        control="" if boxes else bound.as_widget(attrs=attrs),
        boxes=list(bound) if boxes else (),
        described=attrs.get("aria-describedby", ""),
        hidden=bound.is_hidden,
    )


@register.simple_tag
def input_field(
    name: str,
    label: str,
    value: object = "",
    id: str = "",
    hint: str = "",
    error: str = "",
    type: str = "text",
    rows: int = 0,
    options: Iterable[tuple[object, str]] | None = None,
    unit: str = "",
    optional: bool = False,
    css: str = "",
    **extra: Any,
) -> SafeString:
    """The same frame for a plain value. `rows` makes a text area, `options` (value, text) a select."""
    field_id = id or f"id_{name}"
    control = draw(
        "control",
        id=field_id,
        name=name,
        value="" if value is None else value,
        type=type,
        rows=rows,
        css=css,
        options=None if options is None else [(str(v), text, str(v) == str(value)) for v, text in options],
        attrs=attributes({**_wiring(field_id, hint, error), **extra}),
    )
    return _frame(
        "plain",
        id=field_id,
        base=field_id,
        label=label,
        hint=hint,
        errors=[error] if error else [],
        unit=unit,
        optional=optional,
        control=control,
    )


@register.simple_block_tag
def labelled(
    content: SafeString, *, label: str, id: str, hint: str = "", error: str = "", optional: bool = False
) -> SafeString:
    """The same frame around a control of one's own (its id is `id`; wire aria-describedby there)."""
    return _frame(
        "plain",
        id=id,
        base=id,
        label=label,
        hint=hint,
        errors=[error] if error else [],
        optional=optional,
        control=content,
    )


@register.simple_tag
def quick_answers(name: str, values: Iterable[str], about: str) -> SafeString:
    """One submit button for each usual value; a list shows many, so no template of its own for each."""
    named, said = escape(name), escape(about)
    button = '<button class="button small" name="{0}" value="{2}" aria-label="{1}, {2}">{2}</button>'
    return mark_safe("".join([button.format(named, said, escape(value)) for value in values]))


@register.simple_tag
def error_summary(
    form: forms.BaseForm | None = None, mistakes: Iterable[Mistake] = (), calm: bool = False
) -> SafeString:
    """What to correct, each a link to its field; nothing when all is well."""
    found = list(mistakes)
    if form is not None and form.is_bound:
        found += [Mistake(words.addressed(str(sentence))) for sentence in form.non_field_errors()]
        found += [
            Mistake(
                words.addressed(str(sentence)), "" if bound.is_hidden else bound.id_for_label or bound.auto_id
            )
            for bound in form
            for sentence in bound.errors
        ]
    return draw("error_summary", mistakes=found, calm=calm) if found else SafeString("")
