"""Fax by HylaFAX: when a machine at the target may ring, how often it is tried, and the hand-over by `sendfax`."""

from tocsin.delivery.channels.fax.sendfax import SendFax
from tocsin.delivery.channels.fax.timing import Opening, next_fax_moment, opening_of, plan_fax_retry

__all__ = ["Opening", "SendFax", "next_fax_moment", "opening_of", "plan_fax_retry"]
