"""Tries out what an attacker gains by stealing everything that the portal's process has.

world fills an installation, attack runs in a process with the portal's own environment, scoring says
what was gained. A technique is a function in the modules of TECHNIQUES in attack.
"""
