"""What a verb says when it refuses, and how a page shows it.

Every verb of every app raises `Refusal` or a subclass. A subclass is for callers that treat one
refusal differently from the others. Missing rights stay Django's PermissionDenied.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm


class Refusal(Exception):
    """A verb cannot do what was asked. `words` are fit for the screen.

    `field` names the form field that the words are about, or is None.
    """

    def __init__(self, words: str, field: str | None = None):
        super().__init__(words)
        self.words = words
        self.field = field


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Show a refusal on a valid form: beside the field it is about, otherwise at the top.

    The block calls the verb and returns the response. After a refusal the code below it runs:

        with refusals_on(form):
            session = book_session(by=request.user, now=now, **form.cleaned_data)
            return redirect(session)
        return page(request, "book", form=form)
    """
    try:
        yield
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.words)
