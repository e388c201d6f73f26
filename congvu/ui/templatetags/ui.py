"""Everything that a page needs to draw: `{% load ui %}`.

Filters write numbers and dates in Vietnamese; simple tags draw one component; block tags draw
one around their content. What goes into several places of a component is prepared first:
`{% fragment as buttons %}…{% endfragment %}{% card title="…" actions=buttons %}…{% endcard %}`.
Each component's parameters stand at the top of `templates/ui/components/<name>.html`.
"""

from __future__ import annotations

from django import template

from . import _components, _filters, _forms, _frame, _graphics

register = template.Library()

for part in (_filters, _frame, _components, _forms, _graphics):
    register.filters.update(part.register.filters)
    register.tags.update(part.register.tags)
