"""Handing over: the ledger of all that goes out, when each is tried, and by which channel.

It knows no appeal and no action. Whoever has letters to hand over gives it three callables: a gate that is asked
directly before each hand-over, a loader that makes what is handed over, and what is to be done afterwards.
"""
