"""Twin worlds: installations that differ in nothing but the victim must answer alike, byte for byte.

The same people, times, draws and answers of the link workers; behind each participant stands
somebody, or nobody, or somebody else.
"""
