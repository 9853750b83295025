"""The page of writing: whom to write to, in whose name and how, with advice, and every letter as its recipient sees it.

One form, no session: until somebody presses “keep” or “send”, nothing of what they typed is kept anywhere.
"""
