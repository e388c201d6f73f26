"""Packs from outside: whatever the file holds, a pack or one sentence that says where."""

import time
import tomllib
from copy import deepcopy
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulebook import loader
from rulebook.errors import BadCase, PackError, RuleError, UnknownPack
from rulebook.evaluate import evaluate
from rulebook.pack import Status
from rulebook.reading import pack_of

SHARED = loader.sources()


def written(pack_id):
    return files("rulebook").joinpath(f"packs/{pack_id}/pack.toml").read_text(encoding="utf-8")


def data_of(pack_id):
    return deepcopy(tomllib.loads(written(pack_id), parse_float=Decimal))


def with_change(pack_id, path, value):
    data = data_of(pack_id)
    *parents, last = path
    at = data
    for step in parents:
        at = at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return data


REFUSED = [
    ("hcmc-06", ("format",), 2, "format: phải là 1"),
    ("hcmc-06", ("status",), "SURE", "phải là một trong OFFICIAL"),
    ("hcmc-06", ("valid_from",), None, "valid_from: còn thiếu"),
    ("hcmc-06", ("valid_from",), "?", "valid_from: phải là một ngày"),
    ("hcmc-06", ("applies", "roles"), ["BOSS"], "applies.roles"),
    ("hcmc-06", ("applies", "subjects"), ["ALIEN"], "applies.subjects"),
    ("hcmc-06", ("weights", "common", "value"), 40, "weights: hai phần phải cộng lại bằng 100"),
    ("hcmc-06", ("weights", "results", "value"), "?", "weights.results.value"),
    ("hcmc-06", ("marking", "mode"), "STARS", "GRADED, BINARY"),
    ("hcmc-06", ("marking", "step"), {"value": 0, "unit": "điểm", "source": "HCM06"}, "marking.step"),
    ("hcmc-06", ("items", "least"), 20_000, "items"),
    ("hcmc-06", ("items", "fields", 0, "kind"), "TEXT", "NUMBER, COUNT"),
    ("hcmc-06", ("items", "fields", 0, "key"), "điểm", "không dùng làm tên được"),
    ("hcmc-06", ("items", "fields", 0, "key"), "min", "không dùng làm tên được"),
    ("hcmc-06", ("items", "fields", 0, "key"), "progress", "items.fields: có mã ghi hai lần"),
    ("hcmc-06", ("items", "fields", 0, "options"), None, "options"),
    ("hcmc-06", ("items", "fields", 0, "options", 1, "code"), "REGULAR", "options: có mã ghi hai lần"),
    ("hcmc-06", ("items", "fields", 0, "or_percent"), True, "or_percent"),
    ("hcmc-06", ("items", "fields", 0, "most"), 5, "chỉ kind NUMBER"),
    ("hcmc-06", ("items", "fields", 4, "of"), "points", "of: kind COUNTS"),
    ("hcmc-06", ("items", "values", 0, "formula"), "reward", "highest → reward → highest"),
    ("hcmc-06", ("items", "values", 0, "formula"), "rewards", "tên “rewards” không có"),
    ("hcmc-06", ("items", "values", 0, "formula"), "weighted(points)", "weighted dùng “points”"),
    ("hcmc-06", ("items", "values", 0, "key"), "total", "đã dành cho hồ sơ"),
    ("hcmc-06", ("items", "values", 0, "key"), "tasks", "một tên dùng cho hai thứ"),
    ("hcmc-06", ("sums", 0, "of"), "points * 2", "số 2 phải là một con số có tên"),
    ("hcmc-06", ("sums", 0, "of"), "B", "tên “B” không có"),
    ("hcmc-06", ("components", 0, "formula"), "kpi / A", "tự gọi lại"),
    ("hcmc-06", ("components", 0, "formula"), "points / A", "tên “points” không có"),
    ("hcmc-06", ("components", 0, "rounding"), {"places": 40, "mode": "FLOOR", "source": "HCM06"}, "places"),
    ("hcmc-06", ("components", 0, "rounding"), {"places": 1, "mode": "BANKERS", "source": "HCM06"}, "rounding"),
    ("hcmc-06", ("formulas", 0, "formula"), "kpi2", "không có tên “kpi2”"),
    ("hcmc-06", ("formulas", 0, "mean_of"), ["kpi"], "đúng một trong mean_of"),
    ("hcmc-06", ("formulas", 0, "roles"), ["HEAD"], "không có trong applies.roles"),
    ("hcmc-06", ("formulas", 0, "roles"), ["STAFF", "STAFF"], "formulas.roles: có mã ghi hai lần"),
    ("nd335-2025", ("formulas", 0, "mean_of"), ["a", "b", "b"], "mean_of: có mã ghi hai lần"),
    ("hcmc-06", ("cap", "value"), "RATIO", "chỉ đi với mean_of"),
    ("hcmc-06", ("bonus", "of"), "reward", "bonus.of"),
    ("hcmc-06", ("bonus", "most", "source"), "HCM06/KHÔNG", "bonus.most.source"),
    ("hcmc-06", ("figures", "đ"), {"value": 1, "unit": "x", "source": "HCM06"}, "figures"),
    ("hcmc-06", ("figures", "progress_share", "value"), Decimal("Infinity"), "progress_share.value"),
    ("hcmc-06", ("figures", "progress_share", "value"), Decimal("1e400"), "progress_share.value"),
    ("hcmc-06", ("figures", "progress_share", "value"), 10**400, "progress_share.value"),
    ("hcmc-06", ("figures", "progress_share", "value"), -1, "progress_share.value"),
    ("hcmc-06", ("levels", 0, "conditions", 0, "when"), "all_done == 1", "tên “all_done” không có"),
    ("hcmc-06", ("levels", 0, "conditions", 0, "when"), "all_tasks", "điều kiện phải so sánh"),
    ("hcmc-06", ("levels", 3, "conditions"), [{"text": "x", "when": "tasks > 0", "source": "HCM06"}], "mức thấp nhất"),
    ("hcmc-06", ("excellence", "share", "value"), 100, "excellence.share"),
    ("hcmc-06", ("excellence", "base", "value"), "ALL", "GOOD_ONLY"),
    ("hcmc-06", ("excellence", "groups"), ["TABLE"], "excellence.groups"),
    ("hcmc-06", ("sources", "HCM06", "kind"), "RUMOUR", r"sources\[HCM06\].kind"),
    ("hcmc-06", ("sources", "ND335-2025/22"), {"kind": "LAW", "document": "x", "article": "x", "quote": "x"}, "đã có trong"),
    ("hcmc-06", ("to_fill",), [{"at": "id", "text": "x"}], r"không còn là “\?”"),
    ("hcmc-06", ("groups",), "?", "groups: phải là danh sách"),
    ("hcmc-06", ("narrative",), True, "không hiểu khóa|không có cách chấm"),
    ("vatm-03", ("frames", 0, "weights", "A"), Decimal("0.26"), "phải cộng lại bằng 1"),
    ("vatm-03", ("frames", 1, "weights", "E"), Decimal("0"), "cùng các tên"),
    ("vatm-03", ("frames", 1, "code"), "K1", "frames: có mã ghi hai lần"),
    ("vatm-03", ("axes", 0, "maximum", "value"), 14, "axes: các trục phải cộng lại"),
    ("vatm-03", ("rules", 0, "must"), "weights_total <= sum_of_all", "tên “sum_of_all” không có"),
    ("vatm-03", ("forced", 0, "level"), "Z", "mức “Z” không có"),
    ("vatm-03", ("forced", 0, "at_most"), "T", "đúng một trong level, at_most"),
    ("vatm-03", ("forced", 0, "code"), "UNIT_UNDER_70_HEAD", "forced: có mã ghi hai lần"),
    ("vatm-03", ("excellence", "outstanding", "value"), 10, "không được thấp hơn share"),
    ("vatm-03", ("year", "flags", 0, "when"), "NEVER > 0", "tên “NEVER” không có"),
    ("vatm-03", ("year", "flags", 0, "at_most"), "Z", "mức “Z” không có"),
    ("vatm-03", ("deadlines", 0, "on_day"), "tomorrow", "on_day"),
    ("vatm-03", ("deadlines", 0, "days"), 3, "đúng một trong working_days"),
    ("vatm-03", ("deadlines", 5, "working_days"), 0, "từ 1 đến 366"),
    ("nd233-2026", ("formulas", 0, "weights", "SL"), 21, "weights: cộng lại được 71, phải bằng"),
    ("nd233-2026", ("formulas", 0, "weights", "unit"), 0, "STAFF không có “unit”"),
    ("nd233-2026", ("formulas", 1), None, "chưa có công thức cho HEAD"),
    ("nd233-2026", ("groups", 0, "criteria", 0, "maximum", "value"), 8, r"groups\[0\]: các tiêu chí cộng lại được 8"),
    ("nd233-2026", ("groups", 2), None, "phải cộng lại bằng weights.common"),
    ("party-366-hd02", ("marking", "not_applicable"), "FULL", "không đạt thì không cho đủ điểm"),
    ("party-366-hd02", ("groups", 0, "roles"), ["HEAD"], "các nhóm của DEPUTY cộng lại được 12"),
    ("customs-kv8-v2", ("marking", "step", "value"), Decimal("0.4"), "không phải bội số"),
    ("customs-kv8-v2", ("deductions", "error", "spread"), "PRODUCT", "phải là trường đếm"),
    ("customs-kv8-v2", ("deductions", "error", "of"), "weight", "deductions.error.of"),
    ("customs-kv8-v2", ("deductions", "error", "floor"), 1, "deductions.error.floor"),
    ("customs-kv8-v2", ("year", "levels", 3), None, "dòng cuối phải không có điều kiện"),
    ("customs-kv8-v2", ("year", "levels"), None, "chỉ và luôn có khi rule là LEVEL_COUNTS"),
    ("customs-kv8-v2", ("year", "least_months", "value"), 13, "least_months"),
    ("party-366-hd02", ("evidence", "pack"), "vatm-03", "evidence.pack: phải là mã"),
    ("party-366-hd02", ("evidence", "pack"), "party-366-hd02", "evidence.pack: phải là mã"),
    ("party-366-hd02", ("evidence", "inputs", "A"), "coefficient * 100", "tên “coefficient” không có"),
    ("party-366-hd02", ("evidence", "inputs", "E"), "a", "evidence.inputs: “E” không có"),
    ("customs-kv8-v1", ("applies", "refines"), "nd999", "applies.refines: phải là mã"),
    ("hcmc-06", ("applies", "replaces"), "hcmc-06", "applies.replaces: phải là mã"),
    ("hcmc-06", ("sums", 2, "of"), "points", "items.values: “reward” không được"),
    ("hcmc-06", ("components", 0, "formula"), "1 / A", "sums: “B” không được"),
    ("nd335-2025", ("periods", "kinds"), ["QUARTER"], "phải có MONTH"),
    ("customs-kv8-v2", ("periods", "kinds"), ["MONTH"], "phải có QUARTER"),
    ("ktc-1923", ("deadlines", 6), {"code": "APPEAL", "text": "x", "on_day": "05", "source": "KTC1923"}, "APPEAL phải tính bằng"),
    ("customs-kv8-v2", ("items", "fields", 0, "places"), 11, "places: chỉ kind NUMBER"),
    ("customs-kv8-v2", ("items", "fields", 2, "places"), 2, "places: chỉ kind NUMBER"),
    ("party-366-hd02", ("year", "quarters_rated"), [1, 5], "quarters_rated"),
    ("customs-kv8-v1", ("components", 1, "formula"), "declared / norm * d", "STAFF không có “d”"),
    ("customs-kv8-v1", ("sums", 0, "of"), "coefficient * quantity * d", "STAFF không có “d”|mọi vai trò"),
    ("party-366-hd02", ("evidence", "pack"), "customs-kv8-v1", "evidence.inputs.A: cần (leave|working)_days"),
    ("customs-kv8-v1", ("valid_to",), None, "đã đóng"),
    ("nd90-2020", ("groups",), [{}], r"groups\[0\].code: còn thiếu"),
    ("da09-hau-giang", ("to_fill", 0), None, "valid_from chưa được giải thích"),
    ("da09-hau-giang", ("figures", "norm", "value"), 100, r"figures.norm.value không còn là “\?”"),
    ("da09-hau-giang", ("status",), "OFFICIAL", "weights.common.value: phải là số"),
]  # fmt: skip


@pytest.mark.parametrize(("pack_id", "path", "value", "says"), REFUSED)
def test_every_inconsistency_is_refused_and_says_where(pack_id, path, value, says):
    with pytest.raises(PackError, match=f"^sai.toml.*({says})") as refusal:
        loader.check_references(pack_of(with_change(pack_id, path, value), "sai.toml", SHARED), "sai.toml")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("pack_id", loader.every_pack_id())
def test_every_key_of_every_table_is_known(pack_id):
    """A word that nobody reads is a mistake in typing, and is refused wherever it stands."""
    tables = []

    def walk(value, path):
        if isinstance(value, dict):
            tables.append(path)
            for key, each in value.items():
                walk(each, (*path, key))
        elif isinstance(value, list):
            for index, each in enumerate(value):
                walk(each, (*path, index))

    data = data_of(pack_id)
    walk(data, ())
    # These tables name their own keys: any key is a name, and its value is what is wrong.
    for path in tables:
        changed = with_change(pack_id, (*path, "lạ"), "x")
        with pytest.raises(PackError, match=r"^sai\.toml"):
            pack_of(changed, "sai.toml", SHARED)


def hostile():
    base = written("hcmc-06")
    return {
        "empty": "",
        "not toml": "xin chào",
        "brackets": "x = " + "[" * 3_900,
        "closed brackets": "x = " + "[" * 1_900 + "]" * 1_900,
        "braces": "x = " + "{a=" * 1_200,
        "tables in tables": "a" + ".a" * 1_900 + " = 1\n",
        "many of them": "".join(f"a{i}" + ".a" * 900 + " = 1\n" for i in range(200)),
        "headers in headers": "[" + "a." * 1_900 + "a]\n",
        "many tables": "".join(f"[[a{i}]]\n" for i in range(30_000)),
        "one table often": "[[a]]\n" * 60_000,
        "huge integer": "x = " + "9" * 3_900,
        "huge exponent": base.replace("value = 0.3,", "value = 1e999999999,"),
        "huge exponent far down": base.replace("value = 90,", "value = 1e999999999,"),
        "huge exponent nobody reads": base + "\n[la]\nx = 1e999999999\n",
        "line breaks in a word": base.replace('status = "PARTIAL"', 'status = "a\\nb"'),
        "a word without end": base.replace('kind = "FLAG"', 'kind = "' + "F" * 3_900 + '"', 1),
        "infinity": base.replace("value = 0.3,", "value = inf,"),
        "nan": base.replace("value = 0.3,", "value = nan,"),
        "ten megabytes": "#" * 10_000_000,
        "long line": "# " + "a" * 5_000,
        "key twice": 'id = "a"\nid = "b"\n',
        "NUL": 'id = "\x00"\n',
        "bad date": "valid_from = 2026-99-99\n",
        "unfinished": base[: len(base) // 2],
        "500 levels": base.replace("[[forced]]", "[[forced]]", 1) + "[[levels]]\n" * 600,
        "long formula": base.replace('"B / A"', '"' + "A + " * 400 + 'A"'),
        "deep formula": base.replace('"B / A"', '"' + "(" * 150 + "A" + ")" * 150 + '"'),
    }


@pytest.mark.parametrize("text", hostile().values(), ids=hostile().keys())
def test_hostile_files_get_one_sentence_quickly(text, tmp_path):
    path = tmp_path / "la.toml"
    path.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    with pytest.raises(RuleError) as refusal:
        loader.pack_file(str(path))
    assert time.perf_counter() - start < 5, "an endless or quadratic reading, whatever the machine is doing"
    said = str(refusal.value)
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 600


def test_missing_folder_and_binary_files(tmp_path):
    (tmp_path / "a.toml").mkdir()
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("none.toml", "a.toml", "b.toml", "a\x00.toml"):
        with pytest.raises(RuleError):
            loader.pack_or_file(str(tmp_path / name))
    with pytest.raises(UnknownPack, match="chỉ có customs-kv8-v1"):
        loader.pack_or_file("../nd335-2025")


@settings(max_examples=60)
@given(st.data())
def test_a_shipped_pack_with_one_value_replaced_is_a_pack_or_one_sentence(data):
    changed = data_of(data.draw(st.sampled_from(loader.every_pack_id())))
    at = changed
    while True:
        keys = list(at) if isinstance(at, dict) else range(len(at))
        key = data.draw(st.sampled_from(list(keys)))
        if isinstance(at[key], dict | list) and at[key] and data.draw(st.integers(0, 4)):
            at = at[key]
            continue
        at[key] = data.draw(
            st.one_of(
                st.none().map(lambda _: {}),
                st.text(max_size=20),
                st.integers(-5, 200),
                st.decimals(allow_nan=True, allow_infinity=True),
                st.booleans(),
                st.just([]),
                st.just("?"),
                st.just({"value": "?"}),
            )
        )
        break
    said = "sai.toml"
    try:
        pack_of(changed, "sai.toml", SHARED)
    except PackError as error:
        said = str(error)
    assert said.startswith("sai.toml")
    assert "\n" not in said


class TestTemplate:
    def filled(self):
        """What a province would write; the numbers are made up for this test alone."""
        data = data_of("da09-hau-giang")
        data |= {"id": "tinh-thu", "status": "PARTIAL", "valid_from": data_of("hcmc-06")["valid_from"]}
        del data["to_fill"]
        data["applies"]["area"] = "Tỉnh thử"
        data["weights"]["common"]["value"], data["weights"]["results"]["value"] = 40, 60
        for option, value in zip(data["items"]["fields"][0]["options"], (1, Decimal("1.5"), 3), strict=True):
            option["value"] = value
        data["figures"]["norm"]["value"] = 50
        data["formulas"][0]["formula"] = "ratio"
        for level, value in zip(data["levels"][:3], (90, 75, 50), strict=True):
            level["at_least"]["value"] = value
        group = data["groups"][0]
        group["text"], group["maximum"]["value"] = "Nhóm", 40
        group["criteria"][0]["text"], group["criteria"][0]["maximum"]["value"] = "Tiêu chí", 40
        return data

    CASE = {"role": "STAFF", "common": "36", "items": [{"complexity": "MUC_2", "quantity": "20"}]}

    def test_refuses_until_it_is_filled_in_and_says_what_is_first(self):
        with pytest.raises(BadCase, match=r"còn 16 giá trị .* từ valid_from: Ngày bắt đầu"):
            evaluate(loader.pack("da09-hau-giang"), self.CASE)

    def test_runs_when_it_is(self):
        answer = evaluate(pack_of(self.filled(), "tinh.toml", SHARED), self.CASE)
        assert (answer["ratio"], answer["result_points"], answer["total"]) == (
            "0.6000000000", "36.00000000", "72.00000000",
        )  # fmt: skip
        assert answer["level"] == "HT"

    @pytest.mark.parametrize(
        ("path", "value", "says"),
        [
            (("groups", 0, "criteria", 0, "maximum", "value"), 39, "cộng lại được 39"),
            (("levels", 0, "at_least", "value"), 60, "levels: các mức phải giảm dần"),
            (("weights", "results", "value"), 61, "cộng lại bằng 100"),
            (("weights", "own_split"), False, "phải là 30 và 70 điểm"),
            (("figures", "norm", "value"), "?", "figures.norm.value"),
        ],
    )
    def test_and_is_checked_like_any_other(self, path, value, says):
        data = self.filled()
        *parents, last = path
        at = data
        for step in parents:
            at = at[step]
        at[last] = value
        with pytest.raises(PackError, match=says):
            pack_of(data, "tinh.toml", SHARED)


class TestStanding:
    def test_shipped_packs_do_not_meet_unexplained(self):
        loader.check_apart([loader.pack(each) for each in loader.every_pack_id()])

    def test_a_second_pack_for_the_same_people_must_explain_itself(self, tmp_path):
        path = tmp_path / "moi.toml"
        copy = written("nd335-2025").replace('id = "nd335-2025"', 'id = "nd335-moi"')
        path.write_text(copy, encoding="utf-8")
        with pytest.raises(
            PackError, match=r"nd335-moi: trùng người áp dụng với nd335-2025 từ ngày 01/01/2026"
        ):
            loader.pack_file(str(path))
        for words in ("parallel = true", 'replaces = "nd335-2025"'):
            path.write_text(copy.replace("[applies]", f"[applies]\n{words}", 1), encoding="utf-8")
            assert loader.pack_file(str(path)).follows_decree

    def test_periods_are_opened_only_with_what_counts_as_the_decree(self):
        assert loader.pack_ids() == ("nd335-2025",)
        assert loader.pack("nd90-2020").status is Status.CLOSED
        assert not loader.pack("customs-kv8-v2").follows_decree

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            (("sums", 1, "of"), "coefficient * good"),
            (("sums", 0, "when"), None),
            (("components", 1, "formula"), "min(quality_units, timely_units) / assigned_units"),
            (("components", 1, "rounding"), {"places": 2, "mode": "HALF_UP", "source": "CONGVU/G1"}),
            (("formulas", 0, "mean_of"), ["a", "b"]),
            (("formulas", 1, "mean_of"), ["a", "b", "c", "e", "dd", "d"]),
            (("deductions", "late", "floor"), Decimal("0.5")),
            (("items", "rules", 0), None),
            (("items", "fields", 1, "most"), 9),
            (("marking", "mode"), "BINARY"),
            (("marking", "step"), {"value": Decimal("0.5"), "unit": "điểm", "source": "CONGVU/G1"}),
        ],
    )
    def test_a_changed_formula_leaves_the_fast_path(self, path, value):
        assert not pack_of(with_change("nd335-2025", path, value), "moi.toml", SHARED).follows_decree

    def test_a_changed_number_does_not_and_counts(self):
        changed = pack_of(with_change("nd335-2025", ("deductions", "late", "value"), 50), "moi.toml", SHARED)
        item = {"coefficient": "1", "assigned": "1", "done": "1", "late": 1}
        case = {"role": "STAFF", "common": "30", "items": [item]}
        assert changed.follows_decree
        assert evaluate(changed, case)["c"] == "0.5000000000"
