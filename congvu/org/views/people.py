"""The card of a person and what keepers do with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from congvu.accounts import commands as accounts
from congvu.audit.middleware import saw
from congvu.base import clock
from congvu.base.errors import DomainError
from congvu.org import commands, queries
from congvu.org.forms import (
    ChargeForm,
    EndForm,
    NewPersonForm,
    NothingForm,
    PersonForm,
    PostingForm,
    SuspendForm,
)
from congvu.org.models import Person, Posting
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.ui.web import Request, SeeOther, page


@page("GET", action=Action.STRUCTURE_VIEW)
def card(request: Request, person_id: int) -> HttpResponseBase:
    """Where she works and worked, her roles, who confirms her work and why."""
    shown = queries.person_card(request.actor, person_id, on=clock.today())
    saw(request, f"org.person:{person_id}", person_id)
    return render(request, "org/person.html", {"card": shown})


def _person(request: Request, person_id: int, action: Action) -> tuple[Person, str]:
    """The person, for those who may do `action`, and the address of her card."""
    person = queries.person_of(request.actor, person_id)
    check(request.actor, action, queries.person_subject(person))
    return person, reverse("org:person", args=[person.pk])


@page("GET", "POST", action=Action.PERSON_EDIT)
def person_new(request: Request) -> HttpResponseBase:
    """Add a person; the next page places her."""
    mine = queries.own_organ(request.actor)
    check(request.actor, Action.PERSON_EDIT, queries.root_subject(mine.pk))
    form = NewPersonForm(data(request))
    if form.is_bound and form.is_valid() and (person := _added(request, form, mine.pk)):
        return SeeOther(reverse("org:post_new", args=[person.pk]))
    return render(
        request, "org/form.html",
        {"form": form, "title": "Thêm người", "back": reverse("org:structure"), "button": "Thêm",
         "lead": "Bước sau là bố trí vào đơn vị và cấp mã kích hoạt."},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _added(request: Request, form: NewPersonForm, organ_id: int) -> Person | None:
    try:
        person = commands.add_person(organ_id=organ_id, **form.cleaned_data, by=request.actor, at=clock.now())
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.sentence)
        return None
    messages.success(request, f"Đã thêm đồng chí {person.full_name}. Tiếp theo: bố trí vào đơn vị.")
    return person


@page("GET", "POST", action=Action.PERSON_EDIT)
def person_edit(request: Request, person_id: int) -> HttpResponseBase:
    """Correct the file of a person."""
    person, back = _person(request, person_id, Action.PERSON_EDIT)
    initial = {f: getattr(person, f) for f in PersonForm.base_fields if f != "email"}
    initial["email"] = person.user.email if person.user else ""
    return form_page(
        request, PersonForm(data(request), initial=initial), commands.edit_person, person_id=person.pk,
        title=f"Sửa hồ sơ {person.full_name}", back=back, done="Đã lưu hồ sơ.",
    )  # fmt: skip


@page("GET", "POST", action=Action.POSTING_EDIT)
def post_new(request: Request, person_id: int) -> HttpResponseBase:
    """Place or move a person."""
    person, back = _person(request, person_id, Action.POSTING_EDIT)
    today = clock.today()
    form = PostingForm(
        data(request), initial={"valid_from": today, "percent": "100"},
        units=queries.unit_choices(person.organ_id, on=today),
        positions=queries.position_choices(person.organ_id, on=today),
    )  # fmt: skip
    return form_page(
        request, form, commands.post_person, person_id=person.pk, title=f"Bố trí {person.full_name}",
        lead="Điều động giữa tháng: chọn bố trí chính và ngày bắt đầu, tháng tự tách đúng ngày.",
        back=back, done="Đã bố trí.", button="Bố trí",
    )  # fmt: skip


@page("GET", "POST", action=Action.POSTING_EDIT)
def post_end(request: Request, person_id: int, row_id: int) -> HttpResponseBase:
    """End a posting."""
    person, back = _person(request, person_id, Action.POSTING_EDIT)
    posting = queries.row_of(Posting, row_id, person)
    return form_page(
        request, EndForm(data(request)), commands.end_posting, posting_id=posting.pk,
        title=f"Kết thúc bố trí ở {posting.unit.name}", back=back, done="Đã kết thúc bố trí.",
        button="Kết thúc", danger=True,
    )  # fmt: skip


@page("GET", "POST", action=Action.POSTING_EDIT)
def post_withdraw(request: Request, person_id: int, row_id: int) -> HttpResponseBase:
    """Drop a posting that has not begun."""
    person, back = _person(request, person_id, Action.POSTING_EDIT)
    posting = queries.row_of(Posting, row_id, person)
    return form_page(
        request, NothingForm(data(request)), commands.withdraw_posting, posting_id=posting.pk,
        title=f"Bỏ bố trí ở {posting.unit.name}", lead="Bố trí chưa bắt đầu. Bố trí chính trước đó tiếp tục.",
        back=back, done="Đã bỏ bố trí.", button="Bỏ bố trí", danger=True,
    )  # fmt: skip


@page("GET", "POST", action=Action.POSTING_EDIT)
def charge(request: Request, person_id: int, row_id: int) -> HttpResponseBase:
    """The units that a deputy is in charge of."""
    person, back = _person(request, person_id, Action.POSTING_EDIT)
    posting = queries.row_of(Posting, row_id, person)
    units = queries.unit_choices(person.organ_id, on=clock.today(), under=posting.unit.path)
    initial = {"unit_ids": [u.pk for u in posting.charge.all()]}
    return form_page(
        request, ChargeForm(data(request), initial=initial, units=units), commands.set_charge,
        posting_id=posting.pk, title=f"Lĩnh vực phụ trách của {person.full_name}", back=back,
        done="Đã lưu lĩnh vực phụ trách.",
    )  # fmt: skip


@page("GET", "POST", action=Action.ACCOUNT_CODE_ISSUE)
@never_cache
def code(request: Request, person_id: int) -> HttpResponseBase:
    """Issue an activation code and show it this one time."""
    person, back = _person(request, person_id, Action.ACCOUNT_CODE_ISSUE)
    shown, problem = "", ""
    if request.method == "POST":
        try:
            shown = accounts.issue_code(
                user_id=person.user_id or 0,
                subject=queries.person_subject(person),
                by=request.actor,
                at=clock.now(),
            )
        except DomainError as error:
            problem = error.sentence
    context = {"person": person, "back": back, "code": shown, "problem": problem}
    return render(request, "org/code.html", context, status=422 if problem else 200)


@page("GET", "POST", action=Action.ACCOUNT_SUSPEND)
def suspend(request: Request, person_id: int) -> HttpResponseBase:
    """Lock the sign-in of a person."""
    person, back = _person(request, person_id, Action.ACCOUNT_SUSPEND)
    return form_page(
        request, SuspendForm(data(request)), accounts.suspend_user, user_id=person.user_id or 0,
        subject=queries.person_subject(person), title=f"Khóa đăng nhập của {person.full_name}", back=back,
        lead="Người này bị thoát ra ngay và không vào được cho đến khi mở lại.", done="Đã khóa đăng nhập.",
        button="Khóa", danger=True,
    )  # fmt: skip


@page("POST", action=Action.ACCOUNT_SUSPEND)
def restore(request: Request, person_id: int) -> HttpResponseBase:
    """Unlock the sign-in of a person."""
    person, back = _person(request, person_id, Action.ACCOUNT_SUSPEND)
    return act(
        request, accounts.restore_user, user_id=person.user_id or 0, subject=queries.person_subject(person),
        back=back, done="Đã mở lại đăng nhập.",
    )  # fmt: skip
