"""Who may see what: the matrix as data, the world it is tried in, and its page in docs/."""
