"""`congvu import`: read a file, say what it would do, do it. The same steps as in the browser."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from pathlib import Path

from django.db import connection, transaction

from congvu.accounts.models import User
from congvu.base import clock
from congvu.base.errors import DomainError
from congvu.imports import commands, parsed, queries, running
from congvu.imports.guards import ACTIONS, forget, subject_of
from congvu.imports.models import Batch
from congvu.imports.plan import Outcome, Plan
from congvu.imports.reading import read_bytes
from congvu.imports.results import Rejected
from congvu.org.models import Organ
from congvu.org.queries import actor_of
from congvu.policy.decide import check
from congvu.policy.facts import SYSTEM, Actor

KINDS = {
    "catalogue": Batch.Kind.CATALOGUE.value,
    "positions": Batch.Kind.POSITIONS.value,
    "staff": Batch.Kind.STAFF.value,
}
NOTHING_YET = "Chưa có cơ quan nào trong hệ thống nên chưa so được với đơn vị, vị trí."
FINE, ROWS_REJECTED, UNREADABLE = 0, 1, 2


Said = tuple[dict[str, int], tuple[Rejected, ...], list[str], list[str]]
"""Counts, refused rows, lines about the file, lines that are said this once whatever the form."""


class _Stop(Exception):
    """One Vietnamese sentence for stderr; nothing was written."""


def run(kind: str, path: str, dry_run: bool, organ: str | None, as_user: str | None, as_json: bool) -> int:
    """Import one file. Returns 0, 1 when a row was rejected, 2 when the file cannot be read.

    Accepted rows are applied even where others were rejected; those are listed. `dry_run` only
    reads: it works without a database too, and then nothing is known that a row could contradict.
    """
    try:
        counts, refused, told, once = _import(kind, Path(path), dry_run, organ, as_user)
    except _Stop as stop:
        return _cannot(str(stop))
    except DomainError as error:
        return _cannot(error.sentence)
    if as_json:
        _say_json(counts, refused, once)
    else:
        _say_lines(counts, refused, [*told, *once], dry_run=dry_run)
    return ROWS_REJECTED if refused else FINE


def _import(kind: str, path: Path, dry_run: bool, organ: str | None, as_user: str | None) -> Said:
    raw = read_bytes(path, parsed.limits())
    if dry_run and not _has_tables():
        found = parsed.parse(raw, parsed.Question(kind=KINDS[kind]))
        plan = queries.work_of(None, found, path.name, SYSTEM).plan
        return plan.counts(), plan.refused, _notes(plan), [NOTHING_YET]
    where, by = _organ(organ, is_needed=not dry_run), _actor(as_user)
    if where is not None:
        check(by, ACTIONS[KINDS[kind]], subject_of(by, KINDS[kind], where.pk))
    organ_id = where.pk if where else None
    found = parsed.parse(raw, queries.question_for(organ_id, KINDS[kind], {}))
    work = queries.work_of(organ_id, found, path.name, by)
    if organ_id is None or dry_run or not work.plan.rows or queries.does_nothing(work):
        once = [] if where else [NOTHING_YET]
        return work.plan.counts(), work.plan.refused, _notes(work.plan), once
    return _write(KINDS[kind], raw, path.name, organ_id, by)


def _write(kind: str, raw: bytes, name: str, organ_id: int, by: Actor) -> Said:
    """Read and apply. Where one fails nothing is kept, the file neither; a staff list that stops on
    its way keeps what was written and goes on from its page."""
    at = clock.now()
    whole = transaction.atomic() if kind != Batch.Kind.STAFF else contextlib.nullcontext()
    try:
        with whole:
            batch = commands.read_file(organ_id=organ_id, kind=kind, file_name=name, source=raw, by=by, at=at)
            done = running.apply_all(batch_id=batch.pk, by=by, at=at)
    except BaseException:
        forget(hashlib.sha256(raw).hexdigest())
        raise
    told = [f"Danh mục đề xuất ở trang /danh-muc/{done.edition_id}."] if done.edition_id else []
    once: list[str] = []
    if done.codes:
        once.append("Mã kích hoạt, chỉ in một lần này (mã cán bộ, họ tên, tên đăng nhập, mã):")
        once += [f"  {one.staff_code}\t{one.full_name}\t{one.username}\t{one.code}" for one in done.codes]
    return done.counts, done.rejected, told, once


def _has_tables() -> bool:
    """Whether there is a database already; looking must not make one."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and connection.connection is None and not Path(name).exists():
        return False
    return Organ._meta.db_table in connection.introspection.table_names()


def _organ(code: str | None, *, is_needed: bool) -> Organ | None:
    if code:
        found = Organ.objects.filter(code=code).first()
        if found is None:
            raise _Stop(f"Không có cơ quan nào có mã {code}.")
        return found
    organs = list(Organ.objects.order_by("code")[:20])
    if len(organs) > 1:
        raise _Stop(f"Có nhiều cơ quan; ghi --organ với một mã: {', '.join(one.code for one in organs)}.")
    if not organs and is_needed:
        raise _Stop("Chưa có cơ quan nào. Thiết lập cơ quan trước, hoặc dùng --dry-run để xem thử.")
    return organs[0] if organs else None


def _actor(username: str | None) -> Actor:
    """Who acts: the user named, with her own rights, or the system."""
    if not username:
        return SYSTEM
    user_id = (
        User.objects.filter(username=username.lower(), is_active=True).values_list("pk", flat=True).first()
    )
    if user_id is None:
        raise _Stop(f"Không có tên đăng nhập {username} đang dùng.")
    return actor_of(user_id, on=clock.today())


def _notes(plan: Plan) -> list[str]:
    facts = [f"{label}: {value}" for label, value in plan.facts]
    return [*facts, *(f"Lưu ý: {_place(one)}{one.reason}" for one in plan.notices)]


def _say_lines(
    counts: dict[str, int], refused: tuple[Rejected, ...], told: list[str], *, dry_run: bool
) -> None:
    removed = counts.get("removed", 0)
    lines = [
        "Xem trước, chưa ghi gì." if dry_run else "Đã nhập." if _wrote(counts) else "Không có gì để ghi.",
        f"Đọc {counts['read']} hàng, nhận {counts['accepted']}: {counts['created']} mới, "
        f"{counts['changed']} thay đổi, {counts['unchanged']} không đổi"
        + (f"; bỏ {removed} mục không có trong tệp" if removed else "")
        + f". Bị từ chối {len(refused)}.",
        *(f"  {_place(one)}{one.reason}" for one in refused),
        *told,
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _wrote(counts: dict[str, int]) -> bool:
    return any(
        counts.get(outcome.value.lower(), 0) for outcome in Outcome if outcome is not Outcome.UNCHANGED
    )


def _place(one: Rejected) -> str:
    return f"{one.sheet or 'Tệp'}, {one.row}: "


def _say_json(counts: dict[str, int], refused: tuple[Rejected, ...], once: list[str]) -> None:
    """The object on stdout; what is told once (codes) goes to stderr, lest it be lost."""
    keys = ("read", "accepted", "created", "changed", "unchanged")
    body = {key: counts[key] for key in keys} | {"rejected": [one.as_json() for one in refused]}
    plain = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") != "utf8"
    sys.stdout.write(json.dumps(body, ensure_ascii=plain, indent=2) + "\n")
    if once:
        sys.stderr.write("\n".join(once) + "\n")


def _cannot(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return UNREADABLE
