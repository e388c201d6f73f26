"""What happens while nobody looks: reminders made, settled, mailed. Safe in any number of processes."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field

from congvu.audit.models import AuditHead
from congvu.audit.queries import state_of_organisation
from congvu.base import memo
from congvu.org.models import Organ
from congvu.policy.facts import SYSTEM

from . import mailing
from .commands import make_round, settle
from .models import Reminder
from .queries import due_rounds

logger = logging.getLogger(__name__)


@dataclass
class Ticked:
    """What one tick did. `failed`: organs whose part broke off, and is tried again next time."""

    reminded: int = 0
    settled: int = 0
    mailed: int = 0
    failed: list[int] = field(default_factory=list)


@dataclass
class Memory:
    """What a process that ticks again and again keeps: organs in which nothing has happened since."""

    seen: dict[int, tuple[int, dt.date]] = field(default_factory=dict)


def tick(at: dt.datetime, memory: Memory | None = None) -> Ticked:
    """Everything that is due at `at`; done again at once it does nothing more."""
    done = Ticked()
    memory = memory or Memory()
    with memo.remembering(state_of_organisation):
        organs = list(Organ.objects.order_by("pk").values_list("pk", flat=True))
        with_mail = mailing.is_on()
        for organ_id, kind, slot in list(due_rounds(organs, at=at)):
            try:
                done.reminded += make_round(
                    organ_id=organ_id, kind=kind, slot=slot, with_mail=with_mail, by=SYSTEM, at=at
                )
            except Exception:
                logger.exception("round %s of organ %s", kind, organ_id)
                done.failed.append(organ_id)
        _settle(memory, at, done)
    done.mailed = mailing.send_waiting(at)
    return done


def _settle(memory: Memory, at: dt.datetime, done: Ticked) -> None:
    """Look again only where an event was recorded since, or a new day began."""
    standing = Reminder.objects.filter(settled_at__isnull=True).order_by().values("organ_id").distinct()
    for organ_id, seq in AuditHead.objects.filter(organ_id__in=standing).values_list("organ_id", "seq"):
        now = (seq, at.date())
        if memory.seen.get(organ_id) == now:
            continue
        try:
            done.settled += settle(organ_id=organ_id, by=SYSTEM, at=at)
        except Exception:
            logger.exception("settling organ %s", organ_id)
            done.failed.append(organ_id)
        else:
            memory.seen[organ_id] = now
