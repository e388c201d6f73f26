"""Templates as the reader's organ addresses people: each kept compiled once for each form of address.

What is replaced is the source of our own templates, before they are compiled, so that names and
everything people typed stay as they are.
"""

from __future__ import annotations

from typing import Any

from django.template.loaders import cached

from . import words


class AddressedLoader(cached.Loader):
    """Django's cached loader with the form of address in its keys."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        key: str = super().cache_key(template_name, skip)
        return key if words.address() == words.COMRADE else f"{key}-{words.PLAIN}"

    def get_contents(self, origin: Any) -> str:
        source: str = super().get_contents(origin)
        return source if words.address() == words.COMRADE else words.plain(source)
