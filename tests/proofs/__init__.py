"""Machines that prove the wall: the pure parts, a reduced run as a plain test, the full run by hand.

full_<name>.py is started by `./dev prove <name>` only, test_<name>.py is its reduced run in ./dev test.
"""
