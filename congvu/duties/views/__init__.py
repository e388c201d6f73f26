"""Pages of duties: one's shift, the supervisor's week, swaps, templates."""
