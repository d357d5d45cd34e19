"""The figures that monitoring reads: how old the oldest work is, and how much waits.

Each scrape reads them from the database, so that every web process answers the same. They hold no
personal data, and the portal's say nothing about the far side.
"""
