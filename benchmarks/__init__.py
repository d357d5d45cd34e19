"""Timings of pages with many referrals; `./dev bench` runs them by hand.

Pages are compared with a baseline of the same run, so that the ratios hold on any machine. No test and
no product code imports anything from here.
"""
