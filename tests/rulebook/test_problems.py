"""All problems of a pack from outside at once, each with its line."""

from __future__ import annotations

from rulebook import problems
from rulebook.places import line_of
from tests.regimes.texts import easier


def lines(text: str) -> list[str]:
    return text.splitlines()


class TestFound:
    def test_a_right_text_is_a_pack(self):
        pack, found = problems.found_in(easier(), "Tệp")
        assert pack is not None
        assert pack.follows_decree
        assert found == ()

    def test_every_part_says_what_is_wrong_with_it_and_where(self):
        text = easier().replace("value = 80, unit", 'value = "80", unit')
        text = text.replace("value = 25\n", "value = -25\n", 1).replace('key = "late"\n', "", 1)

        pack, found = problems.found_in(text, "Tệp")

        assert pack is None
        said = "\n".join(found)
        for place in ("levels[0].at_least.value", "deductions.error.value", "items.fields[4].key"):
            assert place in said
        where = next(each for each in found if "levels[0].at_least" in each)
        number = int(where.split()[1].rstrip(","))
        assert 'value = "80"' in lines(text)[number - 1]

    def test_what_only_the_whole_shows_is_said_too(self):
        pack, found = problems.found_in(easier(good=85), "Tệp")
        assert pack is None
        assert len(found) == 1
        assert "giảm dần" in found[0]
        assert found[0].startswith("Dòng ")

    def test_a_text_that_is_no_toml_names_the_line(self):
        assert problems.found_in("id = 1\nx = [", "Tệp")[1] == (
            "Tệp: không đúng TOML, cuối tệp còn dở dang.",
        )

    def test_no_more_than_twenty_are_said(self):
        text = easier() + '\n[[assumptions]]\nat = 1\ntext = ""\n' * 60
        assert len(problems.found_in(text, "Tệp")[1]) == problems.MOST


class TestLineOf:
    TEXT = 'id = "x"\n[a]\nb = 1\n[[c]]\nd = 1\n[[c]]\nd = 2\n[[c.e]]\nf = { g = 1 }\n'

    def test_tables_lists_and_keys(self):
        assert [line_of(self.TEXT, place) for place in ("id", "a.b", "c[0].d", "c[1].d", "c[1].e[0].f")] == [
            1, 3, 5, 7, 9
        ]  # fmt: skip

    def test_what_is_inside_gives_the_line_of_what_holds_it(self):
        assert line_of(self.TEXT, "c[1].e[0].f.g") == 9
        assert line_of(self.TEXT, "c[1].nowhere") == 6
        assert line_of(self.TEXT, "nowhere") is None
