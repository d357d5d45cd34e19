"""How the admin writes days and times: as people in Britain do, with 24 hours."""
