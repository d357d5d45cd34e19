"""Every form draws both tokens with one tag."""

from django.template import engines
from django.test import RequestFactory

from referral_portal.pages.tokens import FIELD
from tests.drawn import TOKEN

TWO_FORMS = "<form>{% csrf_token %}</form><form>{% csrf_token %}</form>"


def drawn(template: str, request=None) -> str:
    """The markup of a template."""
    return engines["django"].from_string(template).render({}, request)


def test_every_form_of_a_page_has_a_token_of_its_own():
    tokens = TOKEN.findall(drawn(TWO_FORMS, RequestFactory().get("/")))

    assert len(set(tokens)) == 2
    assert len({len(token) for token in tokens}) == 1


def test_djangos_own_templates_draw_it_too():
    page = engines["django"].get_template("admin/auth/user/change_password.html").template.source

    assert "{% csrf_token %}" in page
    assert FIELD not in page


def test_without_a_request_there_is_no_token():
    assert FIELD not in drawn(TWO_FORMS)
