"""The pages on which coordinators share the work."""
