"""Who comes through the door of the safeguarding side."""


def guard_safeguarding(get_response):
    """Placeholder until the worker sessions land."""
    return get_response
