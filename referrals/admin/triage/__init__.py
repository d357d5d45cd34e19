"""Triage: the referrals of a list one after the other, answers on the left, decision on the right."""
