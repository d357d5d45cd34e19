"""The waiting list: who waits for a place, in which order, and which groups fit."""
