"""A session that ends in mid-form: the text waits in the tab, whichever page leads back in."""

from __future__ import annotations

import pytest

from tests.journeys.ways import given_task, until

WORDS = "Chờ Sở Y tế trả lời hồ sơ"


@pytest.mark.parametrize("size", ["desktop"])
def test_the_reason_typed_on_a_task_comes_back(visit, stage, size):
    share = given_task(stage, accepted=True)
    lan = visit("lan")
    page, address = lan.page, f"/viec/{share.task_id}"
    form = page.locator(f"form[data-cv-keep='extend-{share.pk}']")
    reason = form.locator("textarea, input[type=text]").last

    lan.go(address)
    page.locator(f"details#extend-{share.pk} summary").click()
    reason.fill(WORDS)
    until(page, "Object.keys(sessionStorage).some((name) => name.startsWith('cv-keep:'))")
    page.context.clear_cookies(name="sessionid")
    form.evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/dang-nhap**")
    until(page, "Object.values(sessionStorage).some((kept) => kept.includes('\"lost\":true'))")

    lan.go("/kich-hoat")  # another page for strangers, on the way
    lan.sign_in("lan")
    lan.go(address)
    until(page, "document.querySelector('details.act[open]') !== null")
    assert reason.input_value() == WORDS
