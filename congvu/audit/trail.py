"""Writing the chain: `record()` belongs to the transaction of the command that calls it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection

from congvu.base import clock, memo
from congvu.base.prepared import insert

from .models import AuditEvent, AuditHead

if TYPE_CHECKING:
    from congvu.policy.facts import Actor

INSTALLATION = 0
KINDS: dict[str, Kind] = {}


@dataclass(frozen=True)
class Kind:
    """A kind of event: its stable code and the Vietnamese sentence that presents it.

    The sentence is a format string over the event's data ("gửi nhật ký ngày {day}"); it reads
    after the name of who acted.
    """

    code: str
    sentence: str

    def __post_init__(self) -> None:
        if self.code in KINDS:
            raise ValueError(f"event declared twice: {self.code}")
        KINDS[self.code] = self

    @property
    def title(self) -> str:
        """The sentence without what the record says: fit for those who may not read it."""
        return re.sub(r"\{[^}]*\}", "…", self.sentence)


def plain(value: Any) -> Any:
    """JSON without floats: decimals and dates as text, so that the digest is exact."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    raise TypeError(f"not recordable: {type(value).__name__}")


def canonical(value: Any) -> bytes:
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def data_digest(salt: str, data: Any) -> str:
    return hashlib.sha256(salt.encode() + b"\n" + canonical(data)).hexdigest()


def link(previous: str, event: AuditEvent) -> str:
    """Digest of one event on top of the one before it."""
    body = [
        previous,
        event.organ_id,
        event.seq,
        event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        event.what,
        event.by,
        event.acting_for,
        event.subject,
        event.owner,
        event.data_digest,
    ]
    return hashlib.sha256(canonical(body)).hexdigest()


def record(
    kind: Kind,
    subject: str,
    *,
    by: Actor,
    at: dt.datetime,
    organ_id: int | None,
    owner_id: int | None = None,
    acting_for: int | None = None,
    **data: Any,
) -> AuditEvent:
    """Append one event to the organ's chain: three statements, the first locks the chain's end.

    subject: "<room>.<thing>:<id>", for instance "diary.day:12". The lock is a row lock on
    PostgreSQL; on SQLite the transaction itself is the lock (IMMEDIATE, ADR 0009). Raises
    RuntimeError outside a transaction: an event without its change, or a change without its
    event, must not exist.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("record() needs the transaction of its command")
    chain = organ_id or INSTALLATION
    seq, digest = _end_of(chain)
    salt = secrets.token_hex(16)
    event = AuditEvent(
        organ_id=chain,
        seq=seq + 1,
        at=clock.local(at),
        what=kind.code,
        by=by.key,
        acting_for=f"person:{acting_for}" if acting_for else "",
        subject=subject,
        owner=f"person:{owner_id}" if owner_id else "",
        data=plain(data),
        salt=salt,
        data_digest=data_digest(salt, data),
    )
    event.digest = link(digest, event)
    changes = kind.code.startswith(memo.ROOMS)
    _append(event, changes=int(changes))
    if changes:
        memo.forget()
    return event


# Every write of the system passes here, so these three statements skip the query compiler.
def _end_of(chain: int) -> tuple[int, str]:
    """Number and digest of the chain's last event, its row locked until the transaction ends."""
    table = connection.ops.quote_name(AuditHead._meta.db_table)
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(f"SELECT seq, digest FROM {table} WHERE organ_id = %s{lock}", [chain])
            if row := cursor.fetchone():
                return row[0], row[1]
            AuditHead.objects.bulk_create([AuditHead(organ_id=chain)], ignore_conflicts=True)
    raise RuntimeError(f"chain {chain} has no end")


def _append(event: AuditEvent, *, changes: int) -> None:
    insert(event)
    heads = connection.ops.quote_name(AuditHead._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {heads} SET seq = %s, digest = %s, changes = changes + %s WHERE organ_id = %s",
            [event.seq, event.digest, changes, event.organ_id],
        )
