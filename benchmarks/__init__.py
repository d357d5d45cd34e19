"""Timings of the pages people wait for, over many referrals; `./dev bench` runs them by hand.

Everything is measured in one run against a baseline of the same run, so that ratios mean something
on any machine. No test and no product code imports anything from here.
"""
