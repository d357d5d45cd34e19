"""The restore drill: what a loss of both databases at a random moment costs, with backups and without.

`comparing` says what was lost or doubled. The short version runs in tests/proofs/test_restore.py on
copies of the test databases; the full one kills two servers of its own (`machine`, `world`).
"""
