"""The coach itself: no platform, no SQL, no markup."""
