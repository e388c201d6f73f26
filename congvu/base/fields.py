"""Exact numbers in any database: decimals kept as scaled integers (ADR 0006)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

LIMIT = 2**63 - 1


class ScaledField(models.BigIntegerField):  # type: ignore[type-arg]
    """A Decimal with a fixed number of places, stored as an integer.

    SQL may compare, Sum, Min and Max it; arithmetic between columns belongs in Python. A value
    with more places than the field is refused, never rounded silently.
    """

    if TYPE_CHECKING:
        # What django-stubs reads: values of this field are decimals.
        _pyi_private_set_type: Any
        _pyi_private_get_type: Decimal  # type: ignore[assignment]
        _pyi_lookup_exact_type: Any

    def __init__(self, *args: Any, places: int = 2, **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "places": self.places}

    @property
    def scale(self) -> int:
        return int(10**self.places)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError("Giá trị phải là một số.") from error

    def from_db_value(self, value: int | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)

    def get_prep_value(self, value: Any) -> Any:
        if hasattr(value, "resolve_expression"):
            return value
        number = self.to_python(value)
        if number is None:
            return None
        if not number.is_finite():
            raise ValidationError("Giá trị phải là một số hữu hạn.")
        scaled = number.scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValidationError(f"Chỉ nhận tối đa {self.places} chữ số thập phân.")
        if abs(scaled) > LIMIT:
            raise ValidationError("Số quá lớn.")
        return int(scaled)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)
