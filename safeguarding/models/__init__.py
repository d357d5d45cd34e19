"""The rows of the safeguarding side."""
