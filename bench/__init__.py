"""How fast Công Vụ is, beside the least that the same stack can do (`make bench`)."""
