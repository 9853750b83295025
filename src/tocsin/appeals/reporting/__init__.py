"""Numbers over all actions, for those who report on the network: what was published, how many wrote, what came of it.

Who wrote is never told, nor anything from which it follows. What is said of writers by section or country is added up
from nothing but the cells that each action's own page tells (`numbers.hide`): no sum, period or choice can tell more
than those pages do.
"""
