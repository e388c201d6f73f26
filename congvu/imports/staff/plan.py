"""A parsed staff list against the people that the organ has: who is new, who moves, who stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from congvu.imports.plan import Change, Outcome, Plan, PlanRow, differing, shown
from congvu.imports.results import Rejected
from congvu.imports.staff.known import Known, known_of, taken_usernames
from congvu.imports.staff.values import ParsedPerson, ParsedStaff
from congvu.org.models import Person, Position, Posting, Unit
from congvu.policy.facts import Actor
from congvu.ui import words

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class PostStep:
    """A posting to make; `ends` is the concurrent one that it replaces from that day."""

    unit_id: int
    position_id: int
    duty: str
    title: str
    kind: str
    percent: Decimal
    day: dt.date
    ends: int | None = None


@dataclass(frozen=True)
class StaffStep:
    """What one row does. `person_id` None: a new person, made by her main row."""

    row: ParsedPerson
    person_id: int | None
    edits: bool
    subject_type: str
    post: PostStep | None


@dataclass(frozen=True)
class StaffPlan:
    """The preview and the steps, in the order of the file (rows that change nothing have none)."""

    plan: Plan
    steps: tuple[StaffStep, ...]


class _Refused(Exception):
    """The end of a row: one Vietnamese clause."""


def plan_staff(organ_id: int | None, parsed: ParsedStaff, by: Actor) -> StaffPlan:
    """Compare by staff code. The name of a posting is compared with the one of its first day.

    The sign-in name is for new people only, an empty mail changes nothing. Someone not in the file stays as she is.
    """
    planner = _Planner(known_of(organ_id), parsed, by)
    for row in parsed.people:
        planner.take(row)
    return StaffPlan(planner.plan(), tuple(planner.steps))


class _Planner:
    """Judges row after row and remembers what earlier rows of the same file will do."""

    def __init__(self, known: Known, parsed: ParsedStaff, by: Actor) -> None:
        self.known, self.parsed, self.by = known, parsed, by
        self.steps: list[StaffStep] = []
        self.rows: list[PlanRow] = []
        self.refused: list[Rejected] = []
        self.lost: set[str] = set()
        self.new_heads: dict[int, str] = {}
        wanted = {row.username for row in parsed.people if row.username}
        self.taken = taken_usernames(wanted) if wanted and known.organ_id is not None else set()
        self.main = {row.staff_code.upper(): row for row in parsed.people if not row.is_concurrent}

    def take(self, row: ParsedPerson) -> None:
        try:
            step, line = self._judge(row)
        except _Refused as problem:
            if not row.is_concurrent:
                self.lost.add(row.staff_code.upper())
            sentence = str(problem)
            reason = f"{sentence[:1].upper()}{sentence[1:]}."
            self.refused.append(Rejected(row.sheet, row.row, reason, row.staff_code.upper()))
            return
        self.rows.append(line)
        if step is not None:
            self.steps.append(step)

    def plan(self) -> Plan:
        codes = set(self.main)
        absent = sum(
            1 for code, person in self.known.people.items() if code not in codes and person.is_active
        )
        facts = [("Cột không đọc", ", ".join(self.parsed.ignored_columns))]
        if absent:
            facts.append(("Người đang có, không có trong tệp", f"{words.number(absent)} người, giữ nguyên"))
        rejected = sorted((*self.parsed.rejected, *self.refused), key=lambda one: one.row)
        return Plan(
            read=self.parsed.read,
            rows=tuple(self.rows),
            rejected=tuple(rejected),
            target="Nhập xong, mỗi người mới nhận một mã kích hoạt dùng một lần; không có mật khẩu đặt sẵn.",
            notices=tuple(Rejected(r.sheet, r.row, r.note) for r in self.rows if r.note),
            facts=tuple((label, value) for label, value in facts if value),
        )

    def _judge(self, row: ParsedPerson) -> tuple[StaffStep | None, PlanRow]:
        code = row.staff_code.upper()
        person = self.known.people.get(code)
        if person is not None and not person.is_active:
            raise _Refused("người có mã này đã thôi làm việc ở cơ quan; mở lại hồ sơ trước")
        if self.known.organ_id is None:
            return None, self._line(row, Outcome.CREATED, _told(row))
        if row.is_concurrent and code in self.lost:
            raise _Refused("hàng chính của người này bị từ chối")
        unit = _one(self.known.units, row.unit, "đơn vị")
        position = _one(self.known.positions, row.position, "vị trí việc làm")
        day, note = self._day(row, unit, position, is_new=person is None)
        if person is None:
            return self._new(row, unit, position, day, note)
        return self._present(row, person, unit, position, day, note)

    def _day(self, row: ParsedPerson, unit: Unit, position: Position, *, is_new: bool) -> tuple[dt.date, str]:
        """From when; never before the unit and the position are there, nor for new people in a locked span."""
        told = row.starts_on or self.known.today
        earliest = max(unit.valid_from, position.valid_from)
        if is_new and self.known.closed_before:
            earliest = max(earliest, self.known.closed_before)
        day = max(told, earliest)
        for thing in (unit, position):
            if thing.valid_to is not None and thing.valid_to <= day:
                raise _Refused(f"{thing.name} đã kết thúc từ ngày {words.full_date(thing.valid_to)}")
        if day == told:
            return day, ""
        since = words.full_date(day)
        return (
            day,
            f"Tệp ghi từ ngày {words.full_date(told)}; hệ thống tính từ ngày {since}, khi đơn vị và vị trí đã có.",
        )

    def _new(
        self, row: ParsedPerson, unit: Unit, position: Position, day: dt.date, note: str
    ) -> tuple[StaffStep, PlanRow]:
        if row.username and row.username in self.taken:
            raise _Refused(f"tên đăng nhập {row.username} đã có người dùng; chọn tên khác hoặc để trống")
        self._head(row, unit, day, None)
        kind = Posting.Kind.CONCURRENT if row.is_concurrent else Posting.Kind.MAIN
        post = _post(row, unit, position, kind, day)
        changes = _posted(None, row, unit, position, day)
        step = StaffStep(row, None, False, row.subject_type, post)
        return step, self._line(row, Outcome.CREATED, changes, note)

    def _present(
        self, row: ParsedPerson, person: Person, unit: Unit, position: Position, day: dt.date, note: str
    ) -> tuple[StaffStep | None, PlanRow]:
        told_type = "subject_type" in self.parsed.mapping and not row.is_concurrent
        subject_type = row.subject_type if told_type else person.subject_type
        changes: tuple[Change, ...] = ()
        if not row.is_concurrent:
            labels = dict(Person.SubjectType.choices)
            changes = differing(
                [
                    ("Họ và tên", person.full_name, row.full_name),
                    ("Loại", labels[person.subject_type], labels[subject_type]),
                    *self._email(row, person),
                ]
            )
        elif person.full_name != row.full_name and self._name_of(row) != row.full_name:
            raise _Refused(f"mã {row.staff_code} là của đồng chí {person.full_name}")
        edits = bool(changes)
        post, moved = self._posting(row, person, unit, position, day)
        changes = (*changes, *moved)
        if not changes:
            return None, self._line(row, Outcome.UNCHANGED, ())
        if post is not None and person.pk == self.by.person_id:
            raise _Refused("không ai tự đổi bố trí của mình; nhờ đồng chí khác nhập hàng này")
        created = row.is_concurrent and post is not None and post.ends is None
        step = StaffStep(row, person.pk, edits, subject_type, post)
        outcome = Outcome.CREATED if created else Outcome.CHANGED
        return step, self._line(row, outcome, changes, note if post else "")

    @staticmethod
    def _email(row: ParsedPerson, person: Person) -> list[tuple[str, str, str]]:
        """The mail of her sign-in, where the file tells one."""
        if not row.email or person.user is None:
            return []
        return [("Thư công vụ", person.user.email, row.email)]

    def _name_of(self, row: ParsedPerson) -> str:
        main = self.main.get(row.staff_code.upper())
        return main.full_name if main else ""

    def _posting(
        self, row: ParsedPerson, person: Person, unit: Unit, position: Position, day: dt.date
    ) -> tuple[PostStep | None, tuple[Change, ...]]:
        """The posting that the row asks for, None when she holds it already."""
        kind = Posting.Kind.CONCURRENT if row.is_concurrent else Posting.Kind.MAIN
        mine = [one for one in self.known.postings.get(person.pk, []) if one.kind == kind]
        if row.is_concurrent:
            mine = [one for one in mine if one.unit_id == unit.pk]
        now = next((one for one in mine if one.covers(day)), None)
        later = next((one for one in mine if one.valid_from > day), None)
        held = now or later
        if held is not None and _same(held, row, unit, position):
            return None, ()
        if later is not None or (now is not None and now.valid_from == day):
            start = (later or now).valid_from  # type: ignore[union-attr]
            raise _Refused(
                f"đồng chí này đã có bố trí ở {(later or now).unit.name} từ ngày {words.full_date(start)}; "  # type: ignore[union-attr]
                "ghi ngày bắt đầu sau ngày đó, hoặc sửa ở trang của người này"
            )
        if self.known.closed_before and day < self.known.closed_before:
            last = words.full_date(self.known.closed_before - DAY)
            raise _Refused(f"sổ sách đã khóa đến hết ngày {last}; ghi ngày bắt đầu sau ngày đó")
        self._head(row, unit, day, person.pk)
        ends = now.pk if now is not None and row.is_concurrent else None
        return _post(row, unit, position, kind, day, ends), _posted(now, row, unit, position, day)

    def _head(self, row: ParsedPerson, unit: Unit, day: dt.date, person_id: int | None) -> None:
        """One head to a unit: the present one must be leaving by this very file."""
        if row.duty != Posting.Duty.HEAD:
            return
        if other := self.new_heads.get(unit.pk):
            raise _Refused(f"{unit.name} đã có người đứng đầu khác trong tệp: {other}")
        for head in self.known.heads_from(unit.pk, day):
            if head.person_id != person_id and not self._leaves(head, day):
                raise _Refused(
                    f"{unit.name} đang có người đứng đầu là đồng chí {head.person.full_name}; "
                    "kết thúc bố trí đó trước, hoặc ghi lại chức vụ của hàng này"
                )
        self.new_heads[unit.pk] = row.full_name

    def _leaves(self, head: Posting, day: dt.date) -> bool:
        row = self.main.get(head.person.staff_code.upper())
        if row is None or head.kind != Posting.Kind.MAIN or head.valid_from >= day:
            return False
        leaves = (row.starts_on or self.known.today) <= day
        stays = row.duty == Posting.Duty.HEAD and row.unit in (head.unit.name, head.unit.code)
        return leaves and not stays

    @staticmethod
    def _line(row: ParsedPerson, outcome: Outcome, changes: tuple[Change, ...], note: str = "") -> PlanRow:
        return PlanRow(outcome, row.sheet, row.row, row.staff_code, row.full_name, changes, note)


def _one(index: dict[str, list], name: str, what: str):  # type: ignore[no-untyped-def, type-arg]
    """The row that a name or code means. Raises when several bear the name."""
    found = index.get(name, [])
    if len(found) > 1:
        codes = ", ".join(one.code for one in found)
        raise _Refused(f"có {len(found)} {what} tên “{name}”; ghi mã ({codes}) thay cho tên")
    if not found:
        raise _Refused(f"không có {what} “{name}”")
    return found[0]


def _post(
    row: ParsedPerson, unit: Unit, position: Position, kind: str, day: dt.date, ends: int | None = None
) -> PostStep:
    percent = row.percent if row.percent is not None else Decimal(100)
    return PostStep(unit.pk, position.pk, row.duty, row.title, kind, percent, day, ends)


def _same(held: Posting, row: ParsedPerson, unit: Unit, position: Position) -> bool:
    """Whether she holds it already; an empty title in the file says nothing."""
    title = not row.title or row.title == held.title
    percent = row.percent is None or row.percent == held.percent
    return (held.unit_id, held.position_id) == (unit.pk, position.pk) and title and percent


def _posted(
    now: Posting | None, row: ParsedPerson, unit: Unit, position: Position, day: dt.date
) -> tuple[Change, ...]:
    # A plain post goes without saying; taking or leaving a leading one is said.
    duties = {**dict(Posting.Duty.choices), Posting.Duty.STAFF.value: "" if now is None else "Công chức"}
    pairs: Iterable[tuple[str, object, object]] = [
        ("Đơn vị", now.unit.name if now else "", unit.name),
        ("Vị trí", now.position.name if now else "", position.name),
        ("Chức danh", now.title if now else "", row.title),
        ("Chức vụ", duties[now.duty] if now else "", duties[row.duty]),
        ("Phần thời gian (%)", now.percent if now and row.is_concurrent else None, row.percent),
    ]
    return (*differing(pairs), Change("Từ ngày", "", words.full_date(day)))


def _told(row: ParsedPerson) -> tuple[Change, ...]:
    """What the file says, where there is nothing yet to compare with."""
    told = (
        ("Đơn vị", row.unit),
        ("Vị trí", row.position),
        ("Chức danh", row.title),
        ("Từ ngày", row.starts_on),
    )
    return tuple(Change(label, "", shown(value)) for label, value in told if value)
