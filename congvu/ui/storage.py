"""Static files with their hash in the name, so that browsers keep them for ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

MODULES = "ui/js/"
_IMPORT = re.compile(r"""^import (\{[^}]*\}) from "\./([\w-]+\.js)";$""", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)


def inlined(text: str, read: Callable[[str], str]) -> str:
    """One of our ES modules with what it imports at its top written in place of the import.

    It cannot run without those, and on a cold page each would be a request of its own. Every
    module keeps its own scope. `read` gives the text of a neighbour.
    """

    def written(found: re.Match[str]) -> str:
        names, neighbour = found.groups()
        inside = inlined(read(neighbour), read).strip()
        given = ", ".join(_EXPORT.findall(inside))
        return f"const {names} = (() => {{\n{_EXPORT.sub('', inside)}\nreturn {{ {given} }};\n}})();"

    return _IMPORT.sub(written, text)


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also follows the imports of our own ES modules.

    Those at the top of a module are written into it; the others, fetched when needed, are asked
    for by their hashed names, so that an old copy never meets a new page. Django's own switch for
    this looks into every package's scripts and stumbles over examples in their comments; here only
    `ui/js/` is read.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            f"{MODULES}*.js",
            ((r"""(?P<matched>import\(["'](?P<url>\./[^"']+)["']\))""", 'import("%(url)s")'),),
        ),
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Write imported modules into those that import them, then hash and compress everything."""
        if not dry_run:
            texts = {
                name: self._text(place) for name, place in paths.items() if fnmatch(name, f"{MODULES}*.js")
            }
            for name, text in texts.items():
                whole = inlined(text, lambda neighbour: texts[MODULES + neighbour])
                if whole != text:
                    self.delete(name)
                    self._save(name, ContentFile(whole.encode()))
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    @staticmethod
    def _text(place: tuple[Any, str]) -> str:
        storage, path = place
        with storage.open(path) as file:
            return str(file.read().decode())
