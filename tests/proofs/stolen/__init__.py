"""What somebody gets who has stolen everything that the portal's process has, tried out.

world fills an installation, attack runs in a process with the portal's own environment, scoring says
what was gained. A technique is a function in the modules of TECHNIQUES in attack.
"""
