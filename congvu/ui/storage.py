"""Static files with their hash in the name, so that browsers keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage that also follows the imports of our own ES modules.

    Without it a module imported by app.js would be asked for by its plain name, and an old copy
    could meet a new page. Django's own switch for this looks into every package's scripts and
    stumbles over examples in their comments; here only `ui/js/` is read.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "ui/js/*.js",
            (
                (
                    r"""(?P<matched>import(?P<names>\s*\{[^}]*\})\s*from\s*["'](?P<url>\./[^"']+)["'];)""",
                    'import%(names)s from "%(url)s";',
                ),
                (r"""(?P<matched>import\(["'](?P<url>\./[^"']+)["']\))""", 'import("%(url)s")'),
            ),
        ),
    )
