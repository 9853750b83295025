"""The writer's own mailbox: links that open a finished letter in their mail program or in a mailbox on the web.

Nothing is handed over by us, and nothing is known of it but what the writer reports.
"""

from tocsin.delivery.channels.own_mailbox.links import MailLinks, links_for

__all__ = ["MailLinks", "links_for"]
