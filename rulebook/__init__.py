"""The law as pure functions and data: exact, without a clock, a database or Django."""
