"""What the rulebook refuses with; every message is a Vietnamese sentence for the screen."""

LONGEST = 500
"""Characters of a sentence; what it quotes from outside may be of any length."""


class RuleError(ValueError):
    """Base of all refusals of the rulebook: one line that a terminal can show."""

    def __init__(self, sentence: str) -> None:
        shown = "".join(char if char.isprintable() else "?" for char in sentence[:LONGEST])
        super().__init__(shown + "…." * (len(sentence) > LONGEST))


class BadNumber(RuleError):
    """A text or value that is not a number the rules accept."""


class BadPeriod(RuleError):
    """A text that names no month, quarter or year."""


class BadCase(RuleError):
    """Facts that contradict each other or the pack; no score may be made from them."""


class PackError(RuleError):
    """A rule pack, calendar or source list that is not consistent; says where."""


class UnknownPack(RuleError):
    """No pack of that name, or none in force on that day."""


class Unreadable(RuleError):
    """An input that cannot be read: missing, too large or not UTF-8."""
