"""What stands around every page: navigation, who is signed in, the marks at the top.

Pure values. The desk room fills a `Shell` in its context processor (name in templates: `shell`)
because only it knows every room; this module only says what a shell is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

THEMES = {"auto": "Theo máy", "light": "Sáng", "dark": "Tối"}


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation.

    `icon` is a lucide name. `badge` counts only what waits for this person (0 shows nothing);
    `urgent` fills it with ink ("act today"), otherwise it is grey information.
    `short` is the label of the bottom bar on a phone.
    """

    label: str
    url: str
    icon: str
    badge: int = 0
    urgent: bool = False
    current: bool = False
    short: str = ""

    @property
    def short_label(self) -> str:
        """The label for the bottom bar."""
        return self.short or self.label


@dataclass(frozen=True)
class NavGroup:
    """A titled group of entries. A group without entries is not drawn."""

    label: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True)
class ThemeChoice:
    """One choice of the theme switch; `value` is "auto", "light" or "dark"."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Shell:
    """Everything that base.html draws around the page.

    An empty `*_url` means that the thing does not exist and is not drawn.
    `delegation` is the sentence of the band ("Đang làm thay đồng chí … đến 30/11").
    `theme` is "" (follow the machine), "light" or "dark"; the switch posts `theme` and, unchanged,
    `shortcuts_off` to `theme_url`.
    `writing_url`: how to write for one's position. `unread` counts the reminders that the bell shows; `begin_url` leads through the first steps again.
    `bottom` holds at most four entries; the fifth place opens the whole navigation.
    """

    groups: tuple[NavGroup, ...] = ()
    bottom: tuple[NavItem, ...] = ()
    organ_name: str = ""
    person_name: str = ""
    initials: str = ""
    title_line: str = ""
    sample: bool = False
    sample_note: str = "Dữ liệu mẫu: mọi tên người, cơ quan, số văn bản đều hư cấu."
    delegation: str | None = None
    theme: str = ""
    theme_url: str = ""
    shortcuts_off: bool = False
    home_url: str = "/"
    search_url: str = ""
    help_url: str = ""
    writing_url: str = ""
    notices_url: str = ""
    unread: int = 0
    begin_url: str = ""
    account_url: str = ""
    sign_out_url: str = ""

    @property
    def addresses(self) -> frozenset[str]:
        """Every page that the frame leads to: what this person may open."""
        own = {self.account_url, self.notices_url, self.begin_url, self.search_url} - {""}
        return frozenset(own | {item.url for group in self.groups for item in group.items})

    @property
    def trail(self) -> tuple[str, str]:
        """(group, entry) of the page now open; two empty strings when it is in no group."""
        for group in self.groups:
            for item in group.items:
                if item.current:
                    return group.label, item.label
        return "", ""

    @property
    def group_label(self) -> str:
        """The group of the page now open, for the default crumbs."""
        return self.trail[0]

    @property
    def item_label(self) -> str:
        """The entry of the page now open, for the default crumbs."""
        return self.trail[1]

    @property
    def theme_choices(self) -> tuple[ThemeChoice, ...]:
        """The three choices of the theme switch, the present one marked."""
        return tuple(
            ThemeChoice(value, label, value == (self.theme or "auto")) for value, label in THEMES.items()
        )


def mark_current(groups: tuple[NavGroup, ...], path: str) -> tuple[NavGroup, ...]:
    """The groups with the entry that `path` belongs to marked as current.

    The longest matching URL wins, so that "/duyet/lich-su" does not also light "/duyet";
    a URL matches itself and what lies below it. "/" matches only itself.
    """

    def matches(url: str) -> bool:
        stem = url.split("?")[0].rstrip("/")
        return path.rstrip("/") == stem or (bool(stem) and path.startswith(stem + "/"))

    best = max(
        (item.url for group in groups for item in group.items if matches(item.url)),
        key=len,
        default=None,
    )
    return tuple(
        replace(
            group,
            items=tuple(replace(item, current=item.url == best) for item in group.items),
        )
        for group in groups
    )
