"""Hypothesis without deadlines: a busy machine must not fail a rule."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
