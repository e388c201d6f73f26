"""What browsers are given in place of our small modules."""

from __future__ import annotations

from django.contrib.staticfiles.finders import get_finders

from congvu.ui.storage import StaticStorage, inlined

FILES = {
    "a.js": 'import { twice } from "./b.js";\nexport const four = twice(2);\n',
    "b.js": 'import { one } from "./c.js";\nconst LIMIT = one;\nexport function twice(n) {\n  return n + n * LIMIT;\n}\n',
    "c.js": "export const one = 1;\n",
}


def test_imports_are_written_in_place_each_in_its_own_scope():
    whole = inlined(FILES["a.js"], FILES.__getitem__)
    assert "import" not in whole
    assert whole.count("export ") == 1
    assert whole.startswith("const { twice } = (() => {")
    assert "const { one } = (() => {\nconst one = 1;\nreturn { one };\n})();" in whole
    assert "return { twice };" in whole


def test_a_module_fetched_later_stays_apart():
    assert inlined('import("./b.js").then((b) => b.twice(1));', FILES.__getitem__).startswith(
        'import("./b.js")'
    )


def test_a_page_asks_for_one_file_of_the_combobox(tmp_path):
    """Collected as at set-up: whole, hashed, and named so by the script that fetches it."""
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    paths = {}
    for finder in get_finders():
        for name, source in finder.list([]):
            if name.startswith("ui/js/"):
                with source.open(name) as file:
                    storage.save(name, file)
                paths[name] = (source, name)
    assert all(not isinstance(done, Exception) for _, _, done in storage.post_process(paths))
    hashed = {name: (tmp_path / storage.hashed_files[name]).read_text(encoding="utf-8") for name in paths}
    combobox = hashed["ui/js/combobox.js"]
    assert "connectToServer" in combobox
    assert "buildFromSelect" in combobox
    assert "import" not in combobox
    assert storage.hashed_files["ui/js/combobox.js"].split("/")[-1] in hashed["ui/js/app.js"]
