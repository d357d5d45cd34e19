"""Raise the concerns of the demonstration, one of each level, with answers on the page's own form."""

import datetime as dt
from dataclasses import dataclass

from cohorts.concern_levels import AtRisk, Imminence, Part, Weapon
from cohorts.concerns import raise_concern
from cohorts.forms.people import ConcernForm
from cohorts.models import Enrolment
from referral_portal.accounts.models import User


@dataclass(frozen=True)
class DemoConcern:
    """A concern about one participant of the running group; `days_ago` is when it was raised."""

    about: str
    days_ago: float
    words: str
    who: tuple[AtRisk, ...]
    imminence: Imminence
    parts: tuple[Part, ...]
    weapon: Weapon = Weapon.NO
    at_risk: str = ""
    done: str = ""
    knows: str = "no"

    def form(self) -> ConcernForm:
        """Return the form as the member of staff filled it in."""
        return ConcernForm({
            "words": self.words,
            "who": list(self.who),
            "at_risk": self.at_risk,
            "imminence": self.imminence,
            "weapon": self.weapon,
            "parts": list(self.parts),
            "done": self.done,
            "knows": self.knows,
        })  # fmt: skip


# One of each level, 0 first; the less urgent have waited longer.
CONCERNS = (
    DemoConcern(
        "Felix Placeholder",
        0.02,
        "On the phone: “I’m outside her work. I’ve got the knife in the van and I’m not leaving "
        "until she comes out.”",
        (AtRisk.PARTNER,),
        Imminence.NOW,
        (Part.ON_THE_WAY, Part.ANGRY),
        weapon=Weapon.YES,
        at_risk="His partner, at her work",
        done="Called 999 straight away. The police are on their way to her work.",
    ),
    DemoConcern(
        "Gilbert Placeholder",
        0.3,
        "After the session: “If she takes the children, I have nothing left to live for.”",
        (AtRisk.PARTICIPANT, AtRisk.PARTNER),
        Imminence.UNCLEAR,
        (Part.SUICIDE, Part.SEPARATION),
        at_risk="Himself, and his partner",
        done="Stayed with him until his brother came, and gave him the number of Samaritans.",
        knows="yes",
    ),
    DemoConcern(
        "Horace Placeholder",
        1,
        "He said that he has started to drink again after work, and that they argue most evenings.",
        (AtRisk.PARTNER,),
        Imminence.DAYS,
        (Part.DRINKING,),
        done="Talked with him about his plan for staying sober.",
        knows="yes",
    ),
    DemoConcern(
        "Cecil Placeholder",
        2,
        "He asked whether his partner hears how he is doing in the group. We said that we do not "
        "talk about that.",
        (AtRisk.PARTNER,),
        Imminence.NOT_EXPECTED,
        (Part.NONE,),
    ),
)  # fmt: skip


def raise_concerns(*, by: User, now: dt.datetime) -> None:
    """Raise every concern of the demonstration."""
    for concern in CONCERNS:
        form = concern.form()
        form.full_clean()
        raise_concern(
            enrolment_id=Enrolment.objects.get(
                referral__participant__name=concern.about, ended_at__isnull=True
            ).pk,
            answers=form.answers(),
            level=form.level(),
            by=by,
            now=now - dt.timedelta(days=concern.days_ago),
        )
