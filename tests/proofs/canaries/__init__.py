"""Canaries: a token of its own in everything that is known about people at risk, and a search for all
of them in everything that leaves or stays outside the far side.
"""
