"""The first page of the desk: what needs the user today, and how the team is doing."""
