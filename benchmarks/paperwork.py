"""The parts of a referral that repeat: answers, eligibility checks, sealed pages, message texts.

The service's own code makes a few variants once, which many rows share. So rows have their true size
without running the rules a hundred thousand times.
"""

import dataclasses
import datetime as dt
import json

from django import forms
from django.conf import settings

from programmes.enums import Pathway
from referral_portal.accounts.models import User
from referral_portal.common.date_field import GovukDateField
from referral_portal.outbox.queue import preview
from referrals.assessment import programmes_in_force
from referrals.danger import Sign
from referrals.danger_checks import as_stored
from referrals.danger_signs import RULES, Level
from referrals.eligibility import assess
from referrals.enums import Route
from referrals.facts import Answer, Basis, Facts, Managed, Order, Responsibility
from referrals.forms.base import Setting, StepForm
from referrals.steps.answers import in_words, page_in_words
from referrals.steps.domestic_abuse_agency import DEFINITION as AGENCY
from referrals.steps.domestic_abuse_self import DEFINITION as SELF

WORDS = (
    "We had been arguing for months about money and the children. I shouted and broke things, and "
    "I know that everyone at home was afraid of me. I want this to be different."
)
NOBODY = "KM-AAAA-AAAA"
FORMS = {Route.SELF: SELF, Route.AGENCY: AGENCY}
RESPONSIBILITY = (Responsibility.YES, Responsibility.PARTLY, Responsibility.NOT_SURE)
SUBSTANCE = (Managed.NONE, Managed.MANAGEABLE, Managed.NOT_MANAGED)


def answers(setting: Setting) -> dict[str, str]:
    """Return, by route, the open answers of a filled form as the column holds them."""
    return {
        route: json.dumps(
            {
                step.slug: {
                    name: _answer(field, setting.today)
                    for name, field in step.form(setting).fields.items()
                }
                for step in form.steps
                if not step.part
            }
        )
        for route, form in FORMS.items()
    }


def as_sent(setting: Setting) -> dict[str, str]:
    """Return, by route, the open pages of a filled form in words, as the column holds them."""
    return {
        route: json.dumps(
            [
                page_in_words(step.slug, step.title, _asked(step.form(setting), setting.today))
                for step in form.steps
                if not step.part
            ]
        )
        for route, form in FORMS.items()
    }


def _asked(form: StepForm, today: dt.date) -> list[tuple[str, str]]:
    return [
        (str(field.label), in_words(field, _answer(field, today))) for field in form.fields.values()
    ]


def sealed_parts(setting: Setting) -> dict[str, dict]:
    """Return, by route, what an opened envelope holds, as the case keeps it."""
    found = {}
    for route, form in FORMS.items():
        parts = {}
        for step in form.steps:
            if step.part:
                rows = [
                    {
                        "name": name,
                        "label": str(field.label),
                        "value": in_words(field, _answer(field, setting.today)),
                    }
                    for name, field in step.form(setting).fields.items()
                ]
                parts[step.part] = {"page": step.title, "answers": rows}
        found[route] = parts
    return found


def _answer(field: forms.Field, today: dt.date):
    """Return the first choice, some words or a date, as cleaned and stored."""
    choices = [key for key, _ in getattr(field, "choices", ()) if key != ""]
    if isinstance(field, forms.MultipleChoiceField):
        return choices[:2]
    if choices:
        return choices[0]
    if isinstance(field, GovukDateField):
        return today.isoformat()
    return True if isinstance(field, forms.BooleanField) else WORDS


def form_setting(today: dt.date, account_id: int) -> Setting:
    """Return the setting in which the forms are filled in."""
    return Setting(today=today, account=User.objects.get(pk=account_id))


def signs(level: Level) -> str:
    """Return up to three signs of danger of `level` as the column holds them."""
    rules = {rule.code: rule for rule in RULES if rule.level == level}
    found = [Sign(rule.code, rule.words, rule.level, rule.said_by[0]) for rule in rules.values()]
    return json.dumps([as_stored(sign) for sign in found[:3]])


def checks(now: dt.datetime) -> dict[str, list[dict[str, str]]]:
    """Return, by pathway, a few eligibility checks as the columns hold them."""
    programmes, versions = programmes_in_force()
    names = {programme.code: programme.name for programme in programmes}
    found: dict[str, list[dict[str, str]]] = {}
    for pathway in Pathway:
        facts = [_facts(pathway, one, other) for one in RESPONSIBILITY for other in SUBSTANCE]
        results = [assess(facts=one, programmes=programmes, on=now.date()) for one in facts]
        found[pathway] = [
            {
                "criteria": json.dumps([dataclasses.asdict(one) for one in result.criteria]),
                "programmes": json.dumps(
                    [
                        {
                            "code": fit.code,
                            "name": names[fit.code],
                            "fits": fit.fits,
                            "reasons": fit.reasons,
                        }
                        for fit in result.programmes
                    ]
                ),
                "versions": json.dumps(versions),
            }
            for result in results
        ]
    return found


def _facts(pathway: str, accepts: Responsibility, substance: Managed) -> Facts:
    return Facts(
        pathway=pathway, accepts_responsibility=accepts, substance=substance,
        sees_need_to_change=True, mental_health=Managed.NONE, agrees_to_sharing=Answer.YES,
        orders_now=frozenset({Order.OTHER_CIVIL}), sentence_expected=Answer.NO,
        attendance_basis=Basis.VOLUNTARY, is_adult=True, harmed_woman_partner=Answer.YES,
        can_talk_in_group=Answer.YES,
    )  # fmt: skip


def texts(template: str) -> tuple[str, str]:
    """Return the subject and body of a message about the reference NOBODY."""
    return preview(
        template,
        {
            "reference": NOBODY,
            "phone": settings.SERVICE_PHONE,
            "sender_name": settings.SENDER_NAME,
            "call_days": settings.FIRST_CALL_WORKING_DAYS,
        },
    )
