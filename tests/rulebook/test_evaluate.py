"""The contract of `congvu rules evaluate`, and what it answers to hostile input."""

import io
import json
import sys
import time

import pytest

from rulebook.evaluate import run

ITEM = '{"coefficient": "5", "assigned": "4", "done": "4"}'


def answer(written, pack="nd335-2025"):
    """(exit code, stdout, stderr) for a case on stdin."""
    raw = written.encode() if isinstance(written, str) else written
    stdout, stderr = io.StringIO(), io.StringIO()
    code = run(pack, "-", stdin=io.BytesIO(raw), stdout=stdout, stderr=stderr)
    return code, stdout.getvalue(), stderr.getvalue()


def a_case(*, items=f"[{ITEM}]", role='"STAFF"', common='"30"', more=""):
    return f'{{"role": {role}, "common": {common}, "items": {items}{more}}}'


def an_item(**changes):
    fields = {"coefficient": '"5"', "assigned": '"4"', "done": '"4"'} | changes
    inside = ", ".join(f'"{key}": {value}' for key, value in fields.items())
    return a_case(items=f"[{{{inside}}}]")


LEADER = ', "d": "1", "dd": "0.5", "e": "1"'
TEN = '{"I.1": "5", "I.2": "5"' + "".join(
    f', "{group}.{number}": "2.5"' for group in ("II", "III") for number in range(1, 5)
)


class TestContract:
    def test_answer_has_exactly_the_promised_fields(self):
        code, out, err = answer(a_case())
        score = json.loads(out)

        assert (code, err) == (0, "")
        assert list(score) == [
            "a", "b", "c", "result_ratio", "result_points", "common", "total", "level", "steps",
        ]  # fmt: skip
        assert score["total"] == "100.0000000"
        assert score["level"] == "XS"
        for step in score["steps"]:
            assert list(step) == ["name", "formula", "inputs", "value", "source"]

    def test_decimals_are_strings_of_ten_digits_and_unrounded(self):
        score = json.loads(answer(an_item(assigned='"6"'))[1])

        assert score["a"] == "0.6666666666666666666666666666"
        assert score["common"] == "30.00000000"

    def test_nothing_assigned_is_an_answer(self):
        code, out, err = answer(a_case(items="[]"))

        assert (code, err) == (0, "")
        assert json.loads(out) == {
            "status": "INSUFFICIENT_DATA",
            "reason": "Kỳ này chưa có sản phẩm, công việc nào được giao nên chưa đủ dữ liệu để chấm điểm.",
        }

    @pytest.mark.parametrize(
        "case",
        [
            a_case(role='"HEAD"', more=LEADER),
            a_case(role='"DEPUTY"', more=LEADER),
            a_case(common="30"),
            a_case(common=TEN + "}"),
            a_case(more=', "options": {}'),
            a_case(more=', "options": {"cap": "RATIO"}'),
            an_item(done='"1"', errors="2", waived_errors="1"),
            an_item(done='"0.5"', errors="2"),
            an_item(done='"1.5"', errors="[0, 2]", waived_errors="[0, 1]"),
            an_item(errors="[0, 2, 0, 1]", waived_errors="0", late="0"),
            an_item(errors="0", waived_errors="[0, 0, 0, 0]"),
            an_item(done='"0"', handed_over="true", errors="0"),
            an_item(done='"9"', extra="true", assigned='"0"'),
            "\ufeff" + a_case(),
        ],
    )
    def test_accepts_every_promised_shape(self, case):
        code, out, err = answer(case)

        assert (code, err) == (0, "")
        assert json.loads(out)

    def test_reads_a_file(self, tmp_path):
        (tmp_path / "case.json").write_text(a_case(), encoding="utf-8")
        stdout = io.StringIO()
        path = str(tmp_path / "case.json")
        code = run("nd335-2025", path, stdin=sys.stdin, stdout=stdout, stderr=io.StringIO())

        assert code == 0
        assert json.loads(stdout.getvalue())["level"] == "XS"

    def test_a_pipe_without_vietnamese_gets_escapes(self):
        stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        code = run(
            "nd335-2025", "-",
            stdin=io.StringIO(a_case()), stdout=stdout, stderr=io.StringIO(),
        )  # fmt: skip
        stdout.flush()

        assert code == 0
        assert json.loads(stdout.buffer.getvalue())["steps"][0]["name"] == "Số đơn vị được giao"


BAD = {
    "nothing": "",
    "not json": "xin chào",
    "cut off": a_case()[:-1],
    "two documents": a_case() + a_case(),
    "a list": "[]",
    "a number": "1",
    "null": "null",
    "nested lists": "[" * 100_000,
    "closed nested lists": "[" * 100_000 + "]" * 100_000,
    "nested objects": '{"a":' * 100_000,
    "deep but valid": a_case(items="[" * 400 + "]" * 400),
    "role unknown": a_case(role='"BOSS"'),
    "role not text": a_case(role="1"),
    "role a list": a_case(role='["STAFF"]'),
    "role missing": '{"common": "30", "items": []}',
    "common missing": '{"role": "STAFF", "items": []}',
    "items missing": '{"role": "STAFF", "common": "30"}',
    "items an object": a_case(items="{}"),
    "item a string": a_case(items='["x"]'),
    "unknown field": a_case(more=', "bonus": "1"'),
    "unknown field of surrogates": a_case(more=', "\\ud800\\u0000": "1"'),
    "unknown item field": an_item(weight='"1"'),
    "item field missing": a_case(items='[{"coefficient": "1", "assigned": "1"}]'),
    "key twice": a_case(more=', "role": "STAFF"'),
    "item key twice": a_case(items='[{"coefficient": "1", "coefficient": "1"}]'),
    "NaN": an_item(done="NaN"),
    "NaN text": an_item(done='"NaN"'),
    "Infinity": an_item(done="-Infinity"),
    "1e400": an_item(done="1e400"),
    "1e400 text": an_item(done='"1e400"'),
    "JSON fraction": an_item(done="0.5"),
    "huge integer": an_item(done="9" * 5000),
    "negative": an_item(done='"-1"'),
    "negative integer": an_item(done="-1"),
    "boolean number": an_item(done="true"),
    "null number": an_item(done="null"),
    "spaces": an_item(done='" 4"'),
    "comma": an_item(done='"0,5"'),
    "zero coefficient": an_item(coefficient='"0"'),
    "more done than assigned": an_item(done='"4.01"'),
    "common over": a_case(common='"30.01"'),
    "common negative": a_case(common='"-1"'),
    "common one code over": a_case(common=TEN.replace('"5"', '"5.01"', 1) + "}"),
    "common one code missing": a_case(common=TEN.replace('"I.1": "5", ', "") + "}"),
    "common one code more": a_case(common=TEN + ', "IV.1": "0"}'),
    "d for staff": a_case(more=', "d": "1"'),
    "d null for staff": a_case(more=', "d": null'),
    "d missing for a head": a_case(role='"HEAD"', more=', "dd": "1", "e": "1"'),
    "d of 0.75": a_case(role='"HEAD"', more=LEADER.replace('"1"', '"0.75"', 1)),
    "options a list": a_case(more=', "options": []'),
    "cap unknown": a_case(more=', "options": {"cap": "NONE"}'),
    "option unknown": a_case(more=', "options": {"rounding": 1}'),
    "errors integer for many": an_item(errors="1"),
    "errors list for one": an_item(done='"1"', errors="[1]"),
    "errors list too short": an_item(errors="[1, 0]"),
    "errors list empty": an_item(errors="[]"),
    "errors without a product": an_item(done='"0"', errors="1"),
    "errors half": an_item(done='"1"', errors='"0.5"'),
    "errors boolean": an_item(done='"1"', errors="true"),
    "errors negative": an_item(errors="[0, 0, 0, -1]"),
    "waived more than errors": an_item(errors="[1, 0, 0, 0]", waived_errors="[0, 1, 0, 0]"),
    "waived without late": an_item(done='"1"', waived_late="1"),
    "handed over and done": an_item(handed_over="true"),
    "handed over and extra": an_item(done='"0"', handed_over="true", extra="true"),
    "flag a number": an_item(extra="1"),
    "too many items": a_case(items="[" + ",".join([ITEM] * 10_001) + "]"),
    "NUL bytes": "\x00" * 100,
    "NUL in a number": an_item(done='"4\\u0000"'),
    "not UTF-8": b'{"role": "\xff\xfe"}',
    "50 MB": b" " * 50_000_000,
    "2 MB of garbage": b"[1," * 600_000,
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_bad_input_gets_one_sentence_quickly(case):
    start = time.perf_counter()
    code, out, err = answer(case)
    seconds = time.perf_counter() - start

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.endswith(".\n")
    assert "Traceback" not in err
    assert len(err) < 300
    assert seconds < 5, "an endless or quadratic reading, whatever the machine is doing"


def test_missing_file_folder_and_unknown_pack(tmp_path):
    for source in (str(tmp_path / "none.json"), str(tmp_path), "a\x00b"):
        stderr = io.StringIO()
        code = run("nd335-2025", source, stdin=sys.stdin, stdout=io.StringIO(), stderr=stderr)
        assert code == 2
        assert stderr.getvalue().startswith("Không đọc được tệp")
    for pack in ("nd334", "../nd335-2025", "", "\x00", "NĐ 335\n"):
        code, out, err = answer(a_case(), pack=pack)
        assert (code, out) == (2, "")
        assert err.startswith("Không có bộ quy tắc")
        assert err.count("\n") == 1


def test_the_sentence_names_the_field():
    assert "items[0].done" in answer(an_item(done='"-1"'))[2]
    assert "common.I.1" in answer(a_case(common=TEN.replace('"5"', '"6"', 1) + "}"))[2]
    assert "“bonus”" in answer(a_case(more=', "bonus": "1"'))[2]
