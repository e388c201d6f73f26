"""Every action of the system: `<room>.<thing>.<verb>`, alphabetical inside a room."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    # accounts
    ACCOUNT_CODE_ISSUE = "accounts.code.issue"
    ACCOUNT_OWN_EDIT = "accounts.own.edit"
    ACCOUNT_SUSPEND = "accounts.user.suspend"
    # assignments
    TASK_ASSIGN = "assignments.task.assign"
    TASK_CANCEL = "assignments.task.cancel"
    TASK_CARRY_OVER = "assignments.task.carry_over"
    TASK_VIEW = "assignments.task.view"
    SHARE_ACCEPT = "assignments.share.accept"
    SHARE_HAND_IN = "assignments.share.hand_in"
    SHARE_HAND_OVER = "assignments.share.hand_over"
    SHARE_REPORT = "assignments.share.report"
    DELIVERY_JUDGE = "assignments.delivery.judge"
    CAUSE_DECIDE = "assignments.cause.decide"
    CAUSE_PROPOSE = "assignments.cause.propose"
    EXTENSION_ASK = "assignments.extension.ask"
    EXTENSION_DECIDE = "assignments.extension.decide"
    PLAN_CONFIRM = "assignments.plan.confirm"
    PLAN_EDIT = "assignments.plan.edit"
    PLAN_VIEW = "assignments.plan.view"
    UNPLANNED_ACCEPT = "assignments.unplanned.accept"
    # audit
    AUDIT_ERASE = "audit.event.erase"
    AUDIT_VIEW = "audit.trail.view"
    # catalogue
    CATALOGUE_VIEW = "catalogue.product.view"
    COMMENT_MAKE = "catalogue.comment.make"
    COMMENT_WITHDRAW = "catalogue.comment.withdraw"
    CONSULT_KEEP = "catalogue.consultation.keep"
    EDITION_APPRAISE = "catalogue.edition.appraise"
    EDITION_DECIDE = "catalogue.edition.decide"
    EDITION_PROPOSE = "catalogue.edition.propose"
    EXAMPLE_KEEP = "catalogue.example.keep"
    FAVOURITE_SET = "catalogue.favourite.set"
    VOTE_CAST = "catalogue.vote.cast"
    WISH_APPRAISE = "catalogue.wish.appraise"
    WISH_ASK = "catalogue.wish.ask"
    WISH_SECOND = "catalogue.wish.second"
    # desk
    DESK_OPEN = "desk.home.open"
    # diary
    DAY_RECALL = "diary.day.recall"
    DAY_SUBMIT = "diary.day.submit"
    DAY_VIEW = "diary.day.view"
    ENTRY_WRITE = "diary.entry.write"
    EVENT_CANCEL = "diary.event.cancel"
    EVENT_MAKE = "diary.event.make"
    EVIDENCE_VIEW = "diary.evidence.view"
    # duties
    DUTY_RECORD = "duties.shift.record"
    DUTY_VIEW = "duties.shift.view"
    DUTY_CONFIRM = "duties.shift.confirm"
    DUTY_RETURN = "duties.shift.return"
    DUTY_QUEUE_VIEW = "duties.queue.view"
    SWAP_ANSWER = "duties.swap.answer"
    SWAP_ASK = "duties.swap.ask"
    DUTY_TEMPLATE_EDIT = "duties.template.edit"
    # imports
    IMPORT_CATALOGUE = "imports.catalogue.run"
    IMPORT_POSITIONS = "imports.positions.run"
    IMPORT_STAFF = "imports.staff.run"
    # notifications
    REMINDER_OWN = "notifications.reminder.own"
    # org
    CONFIRMER_SET = "org.confirmer.set"
    DELEGATION_MAKE = "org.delegation.make"
    PERSON_EDIT = "org.person.edit"
    POSTING_EDIT = "org.posting.edit"
    ROLE_GRANT = "org.role.grant"
    RULES_EDIT = "org.rules.edit"
    STRUCTURE_EDIT = "org.structure.edit"
    STRUCTURE_VIEW = "org.structure.view"
    # regimes
    REGIME_KEEP = "regimes.text.keep"
    REGIME_SWITCH = "regimes.use.switch"
    REGIME_VIEW = "regimes.pack.view"
    # reports
    SLIP_PRINT = "reports.slip.print"
    # review
    ADJUSTMENT_ACCEPT = "review.adjustment.accept"
    ENTRY_ADJUST = "review.entry.adjust"
    ENTRY_CONFIRM = "review.entry.confirm"
    ENTRY_RETURN = "review.entry.return"
    DECISION_UNDO = "review.entry.undo"
    QUEUE_VIEW = "review.queue.view"
    TALK_ANSWER = "review.talk.answer"
    TALK_CLOSE = "review.talk.close"
    TALK_LIST = "review.talk.list"
    TALK_VIEW = "review.talk.view"
    TALK_WRITE = "review.talk.write"
    # scoring
    CARD_CONFIRM = "scoring.card.confirm"
    CARD_SELF_SCORE = "scoring.card.self_score"
    CARD_VIEW = "scoring.card.view"
    PERIOD_LOCK = "scoring.period.lock"
    PERIOD_OPEN = "scoring.period.open"
    PERIOD_PUBLISH = "scoring.period.publish"
    PERIOD_REOPEN = "scoring.period.reopen"
    PERIOD_VIEW = "scoring.period.view"
    TRIAL_RUN = "scoring.trial.run"
    # ui
    GALLERY_VIEW = "ui.gallery.view"
    # worktime
    CALENDAR_EDIT = "worktime.calendar.edit"
    LEAVE_DECIDE = "worktime.leave.decide"
    LEAVE_RECORD = "worktime.leave.record"
    SCHEDULE_EDIT = "worktime.schedule.edit"
    SHIFT_AGREE = "worktime.shift.agree"
    SHIFT_EXCHANGE = "worktime.shift.exchange"
    WORKTIME_VIEW = "worktime.day.view"
