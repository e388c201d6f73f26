"""Roles, confirmers set by name, delegations."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from congvu.base import clock
from congvu.org import commands, queries
from congvu.org.forms import ConfirmerForm, DelegationForm, EndForm, RoleForm
from congvu.org.models import ConfirmerChoice, Person, RoleGrant
from congvu.org.web import act, data, form_page
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.ui.web import Request, page


def _person(request: Request, person_id: int, action: Action) -> tuple[Person, str]:
    person = queries.person_of(request.actor, person_id)
    check(request.actor, action, queries.person_subject(person))
    return person, reverse("org:person", args=[person.pk])


@page("GET", "POST", action=Action.ROLE_GRANT)
def role_new(request: Request, person_id: int) -> HttpResponseBase:
    """Give a role."""
    person, back = _person(request, person_id, Action.ROLE_GRANT)
    units = queries.unit_choices(person.organ_id, on=clock.today())
    initial = {"valid_from": clock.today(), "unit_id": units[0][0] if units else ""}
    return form_page(
        request, RoleForm(data(request), initial=initial, units=units), commands.grant_role, person_id=person.pk,
        title=f"Giao vai trò cho {person.full_name}", back=back, done="Đã giao vai trò.", button="Giao vai trò",
    )  # fmt: skip


@page("GET", "POST", action=Action.ROLE_GRANT)
def role_end(request: Request, person_id: int, row_id: int) -> HttpResponseBase:
    """End a role."""
    person, back = _person(request, person_id, Action.ROLE_GRANT)
    grant = queries.row_of(RoleGrant, row_id, person)
    return form_page(
        request, EndForm(data(request)), commands.end_role, grant_id=grant.pk,
        title=f"Thôi vai trò {grant.get_role_display().lower()}", back=back, done="Đã ghi ngày thôi vai trò.",
        button="Thôi vai trò", danger=True,
    )  # fmt: skip


@page("GET", "POST", action=Action.CONFIRMER_SET)
def confirmer_new(request: Request, person_id: int) -> HttpResponseBase:
    """Name the confirmer of a person."""
    person, back = _person(request, person_id, Action.CONFIRMER_SET)
    organs = [person.organ_id, *filter(None, [person.organ.managing_id])]
    people = queries.people_choices(organs, on=clock.today(), but=person.pk)
    form = ConfirmerForm(data(request), initial={"valid_from": clock.today()}, people=people)
    return form_page(
        request, form, commands.set_confirmer, person_id=person.pk, back=back, button="Chỉ định",
        title=f"Chỉ định người xác nhận cho {person.full_name}", done="Đã chỉ định người xác nhận.",
        lead="Không chỉ định thì người xác nhận theo Điều 10 và cây đơn vị của từng ngày.",
    )  # fmt: skip


@page("GET", "POST", action=Action.CONFIRMER_SET)
def confirmer_end(request: Request, person_id: int, row_id: int) -> HttpResponseBase:
    """Go back to the confirmer of Điều 10."""
    person, back = _person(request, person_id, Action.CONFIRMER_SET)
    choice = queries.row_of(ConfirmerChoice, row_id, person)
    return form_page(
        request, EndForm(data(request)), commands.end_confirmer, choice_id=choice.pk,
        title="Thôi chỉ định người xác nhận", lead="Sau ngày này, người xác nhận theo Điều 10.", back=back,
        done="Đã ghi ngày thôi chỉ định.", button="Thôi chỉ định", danger=True,
    )  # fmt: skip


@page("GET", "POST", action=Action.DELEGATION_MAKE)
def delegations(request: Request) -> HttpResponseBase:
    """Delegations given and taken; heads and the personnel body make new ones here."""
    mine = queries.own_organ(request.actor)
    today = clock.today()
    rows = queries.delegation_list(request.actor, on=today)
    givers = queries.giver_choices(request.actor, on=today)
    if not givers:
        return render(
            request, "org/delegations.html", {"rows": rows, "form": None}, status=_only_get(request)
        )
    form = DelegationForm(
        data(request), initial={"valid_from": today}, givers=givers,
        people=queries.people_choices([mine.pk], on=today),
    )  # fmt: skip
    return form_page(
        request, form, commands.delegate, title="Giao quyền", back=reverse("org:delegations"),
        done="Đã giao quyền.", template="org/delegations.html", context={"rows": rows},
    )  # fmt: skip


def _only_get(request: Request) -> int:
    """Nothing to post here for someone with nothing to pass on."""
    return 200 if request.method != "POST" else 422


@page("POST", action=Action.DELEGATION_MAKE)
def delegation_revoke(request: Request, row_id: int) -> HttpResponseBase:
    """End a delegation at once."""
    row = queries.delegation_of(request.actor, row_id)
    return act(
        request, commands.revoke_delegation, delegation_id=row.pk, back=reverse("org:delegations"),
        done="Đã thôi giao quyền.",
    )  # fmt: skip
