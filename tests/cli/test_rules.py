"""`congvu rules …`: exit codes, JSON, one sentence for what is wrong, no database."""

from __future__ import annotations

import json

import pytest

SCORE = json.dumps(
    {"items": [{"points": "10", "difficulty": "1.1", "progress": "100", "outcome": "80", "early": False}], "common": "30"}
)  # fmt: skip
YEAR = json.dumps({"periods": [{"period": "2026-01", "score": "92", "level": "XS", "worked": True}], "forced": [],
                   "worked_months": 12, "unit_level": "T", "role": "HEAD"})  # fmt: skip


@pytest.fixture
def rules(congvu, tmp_path):
    """Run `congvu rules …`; the data folder is never made."""

    def run(*words, stdin=None):
        done = congvu(tmp_path / "data", "rules", *words, **({} if stdin is None else {"stdin": stdin}))
        assert "Traceback" not in done.stdout + done.stderr
        assert not (tmp_path / "data").exists()
        return done

    return run


def test_answers_of_the_contract(rules):
    packs = json.loads(rules("list", "--json").stdout)
    assert [each["id"] for each in packs] == [
        "customs-kv8-v1", "customs-kv8-v2", "da09-hau-giang", "hcmc-06", "ktc-1923", "nd233-2026", "nd335-2025",
        "nd90-2020", "party-366-hd02", "vatm-03",
    ]  # fmt: skip
    score = json.loads(rules("evaluate", "--pack", "hcmc-06", "-", stdin=SCORE).stdout)
    assert (score["B"], score["total"]) == ("9.460000000", "90.20000000")

    cap = rules(
        "cap", "--pack", "nd335-2025", "--good-or-better", "16", "--excellent", "4", "--below", "2", "--json"
    )
    assert json.loads(cap.stdout) == {
        "readings": {"GOOD_ONLY": 2, "GOOD_OR_BETTER": 3, "TOTAL_RATED": 3},
        "applied": {"reading": "GOOD_ONLY", "allowed": 2, "over": 2},
    }
    year = json.loads(rules("year", "--pack", "nd335-2025", "-", stdin=YEAR).stdout)
    assert (year["score"], year["level"], year["status"]) == ("92.00000000", "T", "RATED")

    due = json.loads(rules("deadline", "--kind", "appeal", "--from", "2026-10-16", "--json").stdout)
    assert due["due"] == "2026-10-27"
    assert due["skipped"][0] == {"date": "2026-10-17", "reason": "Thứ Bảy"}
    assert due["source"] == "Điều 22 Nghị định 335/2025/NĐ-CP"


@pytest.mark.parametrize(
    "words",
    [("list",), ("show", "vatm-03"), ("check", "da09-hau-giang"), ("diff", "customs-kv8-v1", "customs-kv8-v2"),
     ("deadline", "--kind", "sync", "--from", "2026-12-10")],
)  # fmt: skip
def test_people_read_vietnamese_and_programs_json(rules, words):
    said = rules(*words)
    assert said.returncode == 0
    assert said.stdout.strip()
    assert "{" not in said.stdout
    assert json.loads(rules(*words, "--json").stdout)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", "nd334"), "Không có bộ quy tắc"),
        (("check", "khong-co.toml"), "Không đọc được tệp"),
        (("diff", "nd335-2025", "../x"), "Không có bộ quy tắc"),
        (("evaluate", "--pack", "da09-hau-giang", "-"), "phải điền mới chạy được"),
        (("evaluate", "--pack", "nd90-2020", "-"), "không chấm điểm"),
        (("year", "--pack", "hcmc-06", "-"), "không nêu cách tính năm"),
        (
            ("cap", "--pack", "ktc-1923", "--good-or-better", "1", "--excellent", "0", "--below", "0"),
            "tỷ lệ xuất sắc",
        ),
        (
            ("cap", "--pack", "nd335-2025", "--good-or-better", "1e9", "--excellent", "0", "--below", "0"),
            "số nguyên",
        ),
        (
            ("cap", "--pack", "nd335-2025", "--good-or-better", "1", "--excellent", "2", "--below", "0"),
            "excellent",
        ),
        (("deadline", "--kind", "lunch", "--from", "2026-10-16"), "không có thời hạn LUNCH"),
        (("deadline", "--kind", "appeal", "--from", "16/10/2026"), "ngày phải viết như"),
        (("deadline", "--kind", "appeal", "--from", "2026-12-28"), "năm 2027"),
        (
            ("deadline", "--kind", "appeal", "--from", "2026-10-16", "--calendar", "khong.toml"),
            "Không đọc được",
        ),
    ],
)
def test_what_is_wrong_gets_one_sentence_and_two(rules, words, says):
    done = rules(*words, stdin='{"periods": []}')
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


HOSTILE = {
    "nothing": "",
    "nested": "[" * 100_000,
    "1 MB nested": '{"common":' * 100_000 + "1",
    "NaN": SCORE.replace('"10"', "NaN"),
    "exponent": SCORE.replace('"10"', '"1e1"'),
    "10^400": SCORE.replace('"10"', "1" + "0" * 400),
    "negative": SCORE.replace('"10"', '"-10"'),
    "missing": SCORE.replace('"early": false', '"late": false'),
    "extra": SCORE.replace('"common"', '"bonus": "7", "common"'),
    "twice": SCORE.replace('"common"', '"common": "1", "common"'),
}


@pytest.mark.parametrize("written", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_cases_of_a_pack(rules, written):
    done = rules("evaluate", "--pack", "hcmc-06", "-", stdin=written)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_pack_of_ones_own_is_checked_compared_and_used(rules, tmp_path):
    from importlib.resources import files

    text = files("rulebook").joinpath("packs/hcmc-06/pack.toml").read_text(encoding="utf-8")
    own = tmp_path / "cua-toi.toml"
    own.write_text(
        text.replace('id = "hcmc-06"', 'id = "cua-toi"').replace("value = 7,", "value = 5,"), encoding="utf-8"
    )
    assert json.loads(rules("check", str(own), "--json").stdout)["id"] == "cua-toi"
    changes = json.loads(rules("diff", "hcmc-06", str(own), "--json").stdout)["changes"]
    assert {each["at"]: (each["before"], each["after"]) for each in changes} == {
        "id": ("hcmc-06", "cua-toi"), "bonus.most.value": ("7", "5"),
    }  # fmt: skip
    assert (
        json.loads(rules("evaluate", "--pack", str(own), "-", stdin=SCORE).stdout)["total"] == "90.20000000"
    )

    own.write_text(text.replace("value = 20,", "value = 200,"), encoding="utf-8")
    refused = rules("check", str(own))
    assert refused.returncode == 2
    assert refused.stderr.startswith("cua-toi.toml.excellence.share: phải lớn hơn 0")


def test_a_calendar_of_ones_own(rules, tmp_path):
    own = tmp_path / "lich.toml"
    own.write_text(
        'id = "x"\ntitle = "Lịch"\nweekly_off = [6, 7]\nyears = [2026, 2027]\n'
        'day = [{ date = 2027-01-01, kind = "HOLIDAY", name = "Tết Dương lịch", source = "S" }]\n'
        '[sources.S]\nkind = "LAW"\ndocument = "x"\narticle = "x"\nquote = "x"\n', encoding="utf-8",
    )  # fmt: skip
    done = rules("deadline", "--kind", "appeal", "--from", "2026-12-28", "--calendar", str(own), "--json")
    assert json.loads(done.stdout)["due"] == "2027-01-07"
