"""The words of the command line, in Vietnamese."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn


class _Help(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """argparse speaks English; this one does not."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "add_help": False, "formatter_class": _Help, "allow_abbrev": False})
        self._positionals.title, self._optionals.title = "Việc", "Lựa chọn"
        self.add_argument("-h", "--help", action="help", help="In trợ giúp này.")

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"Không hiểu lệnh này. Gõ “{self.prog} --help” để xem cách dùng.\n")
        raise SystemExit(2)


def refuse() -> int:
    """The whole help on stderr, for a command that names no work."""
    build().print_help(sys.stderr)
    return 2


def _day(written: str) -> dt.date:
    return dt.date.fromisoformat(written)


def _lazy(module: str, function: str) -> Callable[[argparse.Namespace], int]:
    """Load the module only when its command was asked for."""

    def run(chosen: argparse.Namespace) -> int:
        from importlib import import_module

        return int(getattr(import_module(f"congvu.cli.{module}"), function)(chosen))

    return run


def build() -> argparse.ArgumentParser:
    """The whole grammar; each command carries `run`."""
    parser = _Parser(
        prog="congvu", description="Công Vụ: nhật ký công việc, xác nhận và điểm theo NĐ 335/2025/NĐ-CP."
    )
    commands = parser.add_subparsers(title="Lệnh", metavar="LỆNH", parser_class=_Parser)

    def command(name: str, words: str, module: str, function: str = "run", json: bool = True) -> _Parser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=_lazy(module, function))
        if json:
            made.add_argument("--json", action="store_true", help="In kết quả dạng JSON.")
        return made

    start = command("start", "Khởi động hệ thống trên máy này.", "start", json=False)
    start.add_argument(
        "--bind", metavar="MÁY:CỔNG", default="", help="Địa chỉ lắng nghe; mặc định theo CONGVU_BIND."
    )
    start.add_argument(
        "--no-sample", action="store_true", help="Không dựng dữ liệu mẫu; in liên kết thiết lập một lần."
    )

    demo = command("demo", "Dựng dữ liệu mẫu trong thư mục trống.", "demo")
    demo.add_argument(
        "--date", type=_day, metavar="NĂM-THÁNG-NGÀY", help="Ngày được coi là hôm nay của dữ liệu mẫu."
    )

    rules = commands.add_parser("rules", help="Bộ quy tắc tính điểm.", description="Bộ quy tắc tính điểm.")
    works = rules.add_subparsers(title="Lệnh", metavar="LỆNH", parser_class=_Parser, required=True)

    def work(name: str, words: str, function: str) -> _Parser:
        made: _Parser = works.add_parser(name, help=words, description=words)
        made.add_argument("--json", action="store_true", help="In kết quả dạng JSON.")
        made.set_defaults(run=_lazy("rules", function))
        return made

    work("list", "Liệt kê các bộ quy tắc.", "list_")
    for name, words in (
        ("show", "Xem một bộ quy tắc: trường, công thức, mức, nguồn."),
        ("check", "Kiểm tra một bộ quy tắc; nêu chỗ sai hoặc chỗ còn phải điền."),
    ):
        work(name, words, name).add_argument("pack", metavar="MÃ|TỆP", help="Mã bộ quy tắc, hoặc tệp .toml.")
    evaluate = work("evaluate", "Tính điểm một hồ sơ JSON.", "run")
    evaluate.add_argument("--pack", required=True, metavar="MÃ|TỆP", help="Bộ quy tắc, ví dụ nd335-2025.")
    evaluate.add_argument("case", metavar="TỆP|-", help="Tệp JSON, hoặc - để đọc từ đầu vào.")
    diff = work("diff", "So hai bộ quy tắc.", "diff")
    diff.add_argument("before", metavar="MÃ|TỆP", help="Bộ trước.")
    diff.add_argument("after", metavar="MÃ|TỆP", help="Bộ sau.")
    whatif = work("whatif", "Thử một bộ quy tắc trên điểm đã khóa; không ghi gì.", "whatif")
    whatif.add_argument("--pack", required=True, metavar="MÃ|TỆP", help="Bộ quy tắc muốn thử.")
    whatif.add_argument(
        "--period", required=True, metavar="KỲ", help="Kỳ đã khóa, ví dụ 2026-11 hoặc 2026-q4."
    )
    whatif.add_argument("--unit", required=True, metavar="MÃ", help="Mã đơn vị, kể cả cấp dưới.")
    whatif.add_argument("--organ", default="", metavar="MÃ", help="Mã cơ quan, khi có nhiều cơ quan.")
    cap = work("cap", "Số người được xuất sắc theo ba cách hiểu.", "cap")
    cap.add_argument("--pack", required=True, metavar="MÃ|TỆP", help="Bộ quy tắc.")
    cap.add_argument(
        "--good-or-better", required=True, metavar="N", help="Số người đạt từ tốt, kể cả xuất sắc."
    )
    cap.add_argument("--excellent", required=True, metavar="M", help="Số người đạt xuất sắc trong N.")
    cap.add_argument("--below", required=True, metavar="K", help="Số người dưới tốt.")
    cap.add_argument("--outstanding", action="store_true", help="Cơ quan có thành tích nổi trội.")
    year = work("year", "Xếp loại gợi ý một năm từ các kỳ, hồ sơ JSON.", "year")
    year.add_argument("--pack", required=True, metavar="MÃ|TỆP", help="Bộ quy tắc.")
    year.add_argument("case", metavar="TỆP|-", help="Tệp JSON, hoặc - để đọc từ đầu vào.")
    deadline = work("deadline", "Tính hạn theo ngày làm việc, nêu ngày bỏ qua.", "deadline")
    deadline.add_argument("--kind", required=True, metavar="appeal|sync", help="Hạn nào của bộ quy tắc.")
    deadline.add_argument(
        "--from", required=True, dest="since", metavar="NGÀY", help="Ngày nhận; không tính ngày này."
    )
    deadline.add_argument("--calendar", default="", metavar="TỆP", help="Lịch .toml thay cho lịch có sẵn.")
    deadline.add_argument(
        "--pack", default="nd335-2025", metavar="MÃ|TỆP", help="Bộ quy tắc; mặc định nd335-2025."
    )

    imports = command("import", "Nhập danh mục, vị trí việc làm hoặc danh sách cán bộ từ tệp.", "importing")
    imports.add_argument("kind", choices=("catalogue", "positions", "staff"), metavar="catalogue|positions|staff",
                         help="Nhập gì.")  # fmt: skip
    imports.add_argument("file", metavar="TỆP", help="Tệp cần nhập.")
    imports.add_argument("--dry-run", action="store_true", help="Chỉ xem trước, không ghi gì.")
    imports.add_argument("--organ", default="", metavar="MÃ", help="Mã cơ quan, khi có nhiều cơ quan.")
    imports.add_argument("--as", dest="as_user", default="", metavar="TÊN", help="Làm với tên đăng nhập này.")

    command("verify", "Tính lại chuỗi sự kiện và mọi điểm đã lưu; nêu chỗ khác đầu tiên.", "verify")
    command("tick", "Nhắc việc và gửi thư một lượt; “congvu start” tự làm mỗi phút.", "ticking")
    command("check", "Kiểm tra máy và dữ liệu; nêu từng chỗ thiếu và cách sửa.", "check")
    command("settings", "In mọi tùy chọn CONGVU_, ý nghĩa và giá trị đang dùng.", "settings")
    backup = command("backup", "Sao lưu tất cả vào một tệp, trong lúc mọi người vẫn làm việc.", "backup")
    backup.add_argument("file", metavar="TỆP", help="Tệp sao lưu sẽ tạo; chưa được có sẵn.")
    restore = command(
        "restore", "Phục hồi từ tệp sao lưu vào nơi còn trống, kiểm tra trước khi dùng.", "restore"
    )
    restore.add_argument("file", metavar="TỆP", help="Tệp sao lưu.")
    return parser
