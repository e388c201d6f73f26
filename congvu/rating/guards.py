"""What every command of this room asks first: subjects of the policy, the step of the year, documents."""

from __future__ import annotations

import datetime as dt

from congvu.base import clock
from congvu.base.errors import InvalidStep, OutOfRange
from congvu.org.guards import locked, span, text
from congvu.policy.facts import Subject
from congvu.regimes.packs import pack_of as regime_pack
from congvu.regimes.queries import pack_in_force
from congvu.scoring.guards import organ_subject
from congvu.ui.words import full_date
from rulebook.errors import RuleError
from rulebook.pack import Pack

from .models import Dossier, UnitRating, Year
from .states import YearState

DURING = (YearState.OPEN, YearState.SELF, YearState.MEETING, YearState.DECIDE)


def pack_of(year: Year) -> Pack:
    """The pack that the year was opened with. Raises: RuleError where its text was changed."""
    return regime_pack(year.pack_id, year.pack_sha256)


def pack_for(organ_id: int, year: int) -> tuple[Pack | None, str]:
    """The pack in force on 31 December of a year, or why it makes no year there."""
    last = dt.date(year, 12, 31)
    try:
        pack = regime_pack(*pack_in_force(organ_id, last))
    except RuleError as error:
        return None, str(error)
    if pack.year is None:
        return None, f"Bộ quy tắc {pack.id} không nêu cách tính năm từ các kỳ."
    if not pack.holds_on(last):
        return None, f"Bộ quy tắc {pack.id} không có hiệu lực vào ngày {full_date(last)}."
    return pack, ""


def year_subject(year: Year) -> Subject:
    """The whole organ."""
    return organ_subject(year.organ_id)


def dossier_subject(dossier: Dossier) -> Subject:
    """The dossier as the policy sees it; `dossier.unit` is read."""
    return Subject(
        organ_id=dossier.organ_id,
        unit_path=dossier.unit.path,
        owner_id=dossier.person_id,
        decider_id=dossier.authority_id,
    )


def replacing_subject(dossier: Dossier, managing_organ_id: int | None) -> Subject:
    """As `dossier_subject`, with the organ whose head may replace a decision (Đ21.3)."""
    return Subject(
        organ_id=dossier.organ_id,
        unit_path=dossier.unit.path,
        owner_id=dossier.person_id,
        managing_organ_id=managing_organ_id,
    )


def unit_subject(rating: UnitRating) -> Subject:
    """An organisation; its head counts as its owner, so that nobody recognises her own."""
    return Subject(
        organ_id=rating.organ_id,
        unit_path=rating.unit.path,
        owner_id=rating.head_id,
        decider_id=rating.authority_id,
    )


def lock_year(year_id: int) -> Year:
    """The year, locked for this transaction: every write of a year waits here. Raises Missing."""
    return locked(Year, pk=year_id)


def lock_dossier(dossier_id: int) -> tuple[Dossier, Year]:
    """The dossier and its year, the year first. Raises Missing."""
    pk = Dossier.objects.filter(pk=dossier_id).values_list("year_id", flat=True).first()
    year = lock_year(pk or 0)
    dossier = Dossier.objects.select_related("unit", "person", "year").get(pk=dossier_id)
    return dossier, year


def lock_unit(rating_id: int) -> tuple[UnitRating, Year]:
    """The organisation's rating and its year, the year first. Raises Missing."""
    pk = UnitRating.objects.filter(pk=rating_id).values_list("year_id", flat=True).first()
    year = lock_year(pk or 0)
    return UnitRating.objects.select_related("unit", "year").get(pk=rating_id), year


def in_state(year: Year, *states: str) -> None:
    """Raises InvalidStep, naming the present step of the year."""
    if why := why_not_in(year, *states):
        raise InvalidStep(why)


def why_not_in(year: Year, *states: str) -> str:
    """The sentence of `in_state`; empty where the year is in one of the steps."""
    if year.state in states:
        return ""
    wanted = " hoặc ".join(f"“{YearState(one).label}”" for one in states)
    return f"Năm {year.year} đang ở bước “{year.get_state_display()}”. Việc này chỉ làm ở bước {wanted}."


def line(value: str, field: str, label: str, *, most: int = 120, required: bool = True) -> str:
    return text(value, field=field, label=label, most=most, required=required)


def dated(day: dt.date, at: dt.datetime, field: str) -> None:
    """A believable day that has come. Raises OutOfRange."""
    if day > clock.local(at).date():
        raise OutOfRange("Ngày này chưa đến. Kiểm tra lại ngày.", field=field)
    span(day, None)


def level_of(codes: list[str], level: str, field: str = "level") -> str:
    """One of the levels of the pack. Raises OutOfRange."""
    if level not in codes:
        raise OutOfRange("Chọn một mức của bộ quy tắc.", field=field)
    return level
