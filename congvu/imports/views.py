"""Pages of imports: choose a file, look at what it would do, confirm."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from congvu.base import clock
from congvu.base.errors import Denied, DomainError, Missing
from congvu.imports import commands, exports, queries, running
from congvu.imports.forms import UploadForm
from congvu.imports.models import Batch
from congvu.imports.pages import column_choices, open_tab, refused_of, tabs_of
from congvu.imports.staff.known import names_of
from congvu.imports.staff.template import FILE_NAME, MEDIA_TYPE, staff_template
from congvu.org.queries import root_subject
from congvu.policy.actions import Action
from congvu.policy.decide import check
from congvu.ui.web import Refusal, Request, SeeOther, answer, attempt, page

PAGE = 50
DONE = "Đã nhập xong."
HINTS = {"danh-muc": "Tệp .xlsx", "vi-tri": "Tệp .docx", "can-bo": "Tệp .xlsx hoặc .csv"}
TOO_LATE = "Danh sách mã này đã quá một giờ hoặc không phải của đồng chí. Cấp lại mã để có danh sách mới."


@page("GET", action=Action.IMPORT_CATALOGUE)
def home(request: Request) -> HttpResponseBase:
    """What can be imported, and the last imports."""
    shown = {"cards": queries.cards(request.actor), "batches": queries.recent(request.actor)}
    return render(request, "imports/home.html", shown)


@page("GET", "POST", action=Action.IMPORT_CATALOGUE)
def upload(request: Request, slug: str) -> HttpResponseBase:
    """Send a file; what cannot be read is refused beside the field."""
    card = next((c for c in queries.cards(request.actor) if c.slug == slug and not c.refusal), None)
    if card is None:
        raise Missing("Không có trang này.")
    form = UploadForm(card.kind, *((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid() and (made := _read(request, form, card.kind)):
        return SeeOther(reverse("imports:batch", args=[made.pk]))
    shown = {
        "form": form,
        "card": card,
        "hint": f"{HINTS[slug]}, nặng nhất {settings.UPLOAD_BYTES // 1048576} MB.",
    }
    return render(request, "imports/upload.html", shown, status=422 if form.is_bound else 200)


def _read(request: Request, form: UploadForm, kind: str) -> Batch | None:
    file = form.cleaned_data["file"]
    try:
        return commands.read_file(
            organ_id=request.actor.organ_id or 0, kind=kind, file_name=file.name, source=file.file,
            options=form.options(), by=request.actor, at=clock.now(),
        )  # fmt: skip
    except DomainError as error:
        form.add_error("file", error.sentence)
        return None


@page("GET", action=Action.IMPORT_CATALOGUE)
def batch(request: Request, batch_id: int) -> HttpResponseBase:
    """What would be done, or what was done."""
    shown = queries.preview(batch_id, viewer=request.actor)
    tabs, tab = open_tab(tabs_of(shown), request.GET.get("xem", ""))
    context = {
        "shown": shown, "tabs": tabs, "tab": tab, "kept_days": queries.KEPT_DAYS,
        "rows": Paginator(tab.rows if tab else (), PAGE).get_page(request.GET.get("trang")),
        "columns": column_choices(shown.mapping, request.typed),
    }  # fmt: skip
    return render(request, "imports/batch.html", context)


@page("GET", action=Action.IMPORT_CATALOGUE)
def rejected(request: Request, batch_id: int) -> HttpResponseBase:
    """Every refused row as CSV."""
    shown = queries.preview(batch_id, viewer=request.actor)
    return _file(exports.rejected_csv(refused_of(shown)), exports.CSV_TYPE, f"hang-bi-tu-choi-{batch_id}.csv")


@page("POST", action=Action.IMPORT_STAFF)
def columns(request: Request, batch_id: int) -> HttpResponseBase:
    """Read the staff list again with the columns that were chosen."""
    mapping = {name: request.POST[name] for name in request.POST if name != "csrfmiddlewaretoken"}
    refusal = attempt(
        commands.map_columns, batch_id=batch_id, mapping=mapping, by=request.actor, at=clock.now()
    )
    back = reverse("imports:batch", args=[batch_id])
    return answer(
        request, "ui/_messages.html", page=back, refusal=refusal, done="Đã đọc lại theo cột đã chọn."
    )


@page("POST", action=Action.IMPORT_CATALOGUE)
@never_cache
def apply(request: Request, batch_id: int) -> HttpResponseBase:
    """Confirm. The codes of new people are drawn from the result itself: they are kept nowhere."""
    try:
        done = running.apply_all(
            batch_id=batch_id, seen=request.POST.get("seen", ""), by=request.actor, at=clock.now()
        )
    except DomainError as error:
        return _refused(request, batch_id, error)
    if done.codes:
        return _codes(request, done.batch, done.codes)
    return answer(request, "ui/_messages.html", page=reverse("imports:batch", args=[batch_id]), done=DONE)


def _refused(request: Request, batch_id: int, error: DomainError) -> HttpResponseBase:
    """The page of the import with the reason; what is not for this viewer goes on to be a 404."""
    if error.status == 404 or isinstance(error, Denied):
        raise error
    refusal = Refusal(error.sentence, status=error.status)
    return answer(
        request, "ui/_messages.html", page=reverse("imports:batch", args=[batch_id]), refusal=refusal
    )


@page("POST", action=Action.IMPORT_CATALOGUE)
def discard(request: Request, batch_id: int) -> HttpResponseBase:
    """Put the file away."""
    refusal = attempt(commands.discard_batch, batch_id=batch_id, by=request.actor, at=clock.now())
    back = reverse("imports:batch", args=[batch_id]) if refusal else reverse("imports:home")
    return answer(request, "ui/_messages.html", page=back, refusal=refusal, done="Đã bỏ lần nhập và xóa tệp.")


@page("POST", action=Action.IMPORT_STAFF)
@never_cache
def reissue(request: Request, batch_id: int) -> HttpResponseBase:
    """New codes for those of this import who have not used theirs."""
    try:
        issued = commands.reissue_codes(batch_id=batch_id, by=request.actor, at=clock.now())
    except DomainError as error:
        return _refused(request, batch_id, error)
    return _codes(request, queries.batch_of(batch_id, viewer=request.actor), issued)


def _codes(request: Request, made: Batch, issued: tuple[commands.IssuedCode, ...]) -> HttpResponse:
    sealed = exports.seal(issued, request.actor.user_id or 0)
    return render(request, "imports/codes.html", {"batch": made, "codes": issued, "sealed": sealed})


@page("POST", action=Action.IMPORT_STAFF)
@never_cache
@sensitive_post_parameters("sealed")
def codes_file(request: Request, batch_id: int) -> HttpResponseBase:
    """The list that the page holds, as a file."""
    made = queries.batch_of(batch_id, viewer=request.actor)
    codes = exports.unseal(request.POST.get("sealed", ""), request.actor.user_id or 0)
    if not codes:
        back = reverse("imports:batch", args=[made.pk])
        refusal = Refusal(TOO_LATE)
        return answer(request, "ui/_messages.html", page=back, refusal=refusal)
    if request.POST.get("as") == "csv":
        return _file(exports.codes_csv(codes), exports.CSV_TYPE, f"ma-kich-hoat-{made.pk}.csv")
    return _file(exports.codes_xlsx(codes), exports.XLSX_TYPE, f"ma-kich-hoat-{made.pk}.xlsx")


@page("GET", action=Action.IMPORT_STAFF)
def template(request: Request) -> HttpResponseBase:
    """The staff list to fill in, with the organ's own units and positions to choose from."""
    organ_id = request.actor.organ_id or 0
    check(request.actor, Action.IMPORT_STAFF, root_subject(organ_id))
    units, positions = names_of(organ_id, clock.today(), codes=False)
    return _file(staff_template(units=units or (), positions=positions or ()), MEDIA_TYPE, FILE_NAME)


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)
