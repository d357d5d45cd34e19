"""Twin worlds: installations that differ in nothing but the victim must answer alike, byte for byte.

The same people, times, draws and answers of the link workers; behind each participant there
is a person at risk, or nobody, or another person.
"""
