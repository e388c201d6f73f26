"""Refusals. The sentence of an exception is what the person reads, in Vietnamese."""


class DomainError(Exception):
    """A refusal with one Vietnamese sentence that says what to do.

    `field` names the form field at fault, when there is one, so that a page can show the
    sentence beside it.
    """

    status = 422

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Denied(DomainError):
    """The person may not do this (policy)."""


class InvalidStep(DomainError):
    """The thing is not in a state that allows this step."""


class Stale(DomainError):
    """Somebody changed the thing in between; what was typed is kept by the page."""

    status = 409


class Incomplete(DomainError):
    """Something required is missing."""


class OutOfRange(DomainError):
    """A value breaks a rule of the organ or of the law."""


class Missing(DomainError):
    """Not there, or closed to this viewer: both look alike (404)."""

    status = 404


class Unreadable(DomainError):
    """A file that cannot be read at all."""
