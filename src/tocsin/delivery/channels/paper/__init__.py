"""Paper that volunteers print and post: letters as one print-ready file, those left out that cannot be printed."""

from tocsin.delivery.channels.paper.batch import BATCH, Batch, batch_of

__all__ = ["BATCH", "Batch", "batch_of"]
