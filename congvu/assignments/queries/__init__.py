"""Everything that reads tasks."""

from .feed import DeliveryFact, FeedItem, feed
from .open import OpenShare, open_shares

__all__ = ["DeliveryFact", "FeedItem", "OpenShare", "feed", "open_shares"]
