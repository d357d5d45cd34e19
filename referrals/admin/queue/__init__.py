"""The queue of referrals: which list it shows, its rows, and the search."""
