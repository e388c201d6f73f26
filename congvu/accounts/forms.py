"""The forms of this room. Rules live in the commands; here only what was typed."""

from __future__ import annotations

from django import forms

from congvu.base.text import clean

from .models import User
from .passwords import HINT, LONGEST, normal

REQUIRED = {"required": "Chưa điền ô này."}


def _secret(label: str, *, autocomplete: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={**REQUIRED, "max_length": f"Mật khẩu dài nhất {LONGEST} ký tự."},
    )


class SignInForm(forms.Form):
    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Điền tên đăng nhập.", "max_length": "Tên đăng nhập dài nhất 60 ký tự."},
    )
    password = _secret("Mật khẩu", autocomplete="current-password")

    def clean_username(self) -> str:
        return clean(self.cleaned_data["username"]).lower()

    def clean_password(self) -> str:
        return normal(self.cleaned_data["password"])


class NewPasswordForm(forms.Form):
    password = _secret("Mật khẩu mới", autocomplete="new-password", hint=HINT)
    repeated = _secret("Gõ lại mật khẩu mới", autocomplete="new-password")


class ActivateForm(NewPasswordForm):
    code = forms.CharField(
        label="Mã kích hoạt",
        help_text="Tám cặp chữ và số trên phiếu. Chữ hoa hay thường, có gạch hay không đều được.",
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Điền mã trên phiếu kích hoạt.",
            "max_length": "Mã gồm tám cặp chữ và số.",
        },
    )
    field_order = ["code", "password", "repeated"]


class ChangePasswordForm(NewPasswordForm):
    old = _secret("Mật khẩu hiện tại", autocomplete="current-password")
    field_order = ["old", "password", "repeated"]


class PreferencesForm(forms.Form):
    theme = forms.ChoiceField(
        label="Màu giao diện",
        choices=User.Theme.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một màu.", "invalid_choice": "Chọn một trong ba màu giao diện."},
    )
    shortcuts_off = forms.BooleanField(label="Tắt phím tắt một chữ", required=False)
