"""Every public page on a narrow phone and on a desk, without scripts, clean of accessibility faults."""

import pytest
from django.core.management import call_command

from tests.browser import DESK, PHONE
from tests.portal.test_public_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = PHONE | {"width": 320}


@pytest.mark.parametrize("size", [NARROW, DESK], ids=["phone", "desk"])
def test_the_pages_are_accessible_and_fit_without_scripts(live_server, open_page, axe, size):
    call_command("load_programmes", "--with-demo-rows", verbosity=0)
    page = open_page(javascript=False)
    page.set_viewport_size(size)

    for path in (*PAGES, "/call-back/sent/"):
        page.goto(live_server.url + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{path} is {width} wide"
        assert page.get_by_role("navigation", name="About this service").is_visible()
        if size == NARROW:
            axe(page)
