"""Events about sign-ins and codes. None of them ever holds a password or a code."""

from congvu.audit.trail import Kind

USER_CREATED = Kind("accounts.user.created", "tạo tên đăng nhập {username}")
EMAIL_CHANGED = Kind("accounts.user.email_changed", "đổi thư công vụ của {username}")
USER_SUSPENDED = Kind("accounts.user.suspended", "khóa tên đăng nhập {username}: {reason}")
USER_RESTORED = Kind("accounts.user.restored", "mở lại tên đăng nhập {username}")
USER_SIGNED_IN = Kind("accounts.user.signed_in", "đăng nhập bằng {way}")
CODE_ISSUED = Kind("accounts.code.issued", "cấp mã kích hoạt cho {username}")
SETUP_ISSUED = Kind("accounts.code.setup_issued", "cấp liên kết thiết lập, dùng đến {expires}")
SETUP_USED = Kind("accounts.code.setup_used", "dùng liên kết thiết lập")
ACCOUNT_ACTIVATED = Kind("accounts.user.activated", "dùng mã kích hoạt và đặt mật khẩu cho {username}")
PASSWORD_CHANGED = Kind("accounts.password.changed", "đổi mật khẩu của mình")
PREFERENCES_CHANGED = Kind("accounts.user.preferences_changed", "đổi cách hiển thị của mình")
SAMPLE_BEGUN = Kind("accounts.installation.sample_begun", "đánh dấu thư mục dữ liệu mẫu")
FIRST_RUN_MOVED = Kind("accounts.first_run.moved", "{what} hướng dẫn bắt đầu")
