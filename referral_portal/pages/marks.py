"""Marks for views whose pages are not used once: each says so at the view, with the reason."""


def without_page(view):
    """Mark a view that takes a POST without a page: it changes only the sender's own session."""
    view.page_rule = "none"
    return view


def repeatable(view):
    """Mark a view whose page may be sent many times: each time makes the same thing again."""
    view.page_rule = "many"
    return view


def lasting(view):
    """Mark a view that checks by itself what its page was drawn from, however old the page is."""
    view.page_rule = "lasting"
    return view
