"""Pages without questions that say who reads the answers about behaviour, and what happens then.

Each comes before the first question about violence or weapons, so that no participant or referrer
writes such an answer before they know that the police read it.
"""

from referrals.forms.base import StepForm

READERS = (
    "The Kent Police coordinator reads your answers. The programme managers can read them too. The "
    "worker who supports people at risk is told about danger to them."
)


class ReadersForm(StepForm):
    intro = (
        "The next questions are about what you have done. Some ask about violence, forced sex, "
        "choking and weapons.",
        READERS,
        "If an answer shows that someone is at risk or that there has been a crime, we act on it. We "
        "may tell the police or social services without asking you. What you say may be used as "
        "evidence.",
        "You can say some things on the phone instead. What you say on the phone is used in the "
        "same way.",
    )


class StalkingReadersForm(ReadersForm):
    intro = (
        "The next questions are about what you have done. Some ask about following or watching "
        "someone, and about weapons.",
        *ReadersForm.intro[1:],
    )


class TheirReadersForm(StepForm):
    intro = (
        "The next questions are about what the person has done. Some ask about violence, sexual "
        "violence, strangulation and weapons.",
        READERS,
        "If an answer shows that someone is at risk or that there has been a crime, we act on it. We "
        "may tell the police or social services without asking you or the person. What you write "
        "may be used as evidence.",
        "This form is not a report to the police. To report a crime, call 101. In an emergency, call "
        "999.",
    )


class TheirStalkingReadersForm(TheirReadersForm):
    intro = (
        "The next questions are about what the person has done. Some ask about following or "
        "watching someone, and about weapons.",
        *TheirReadersForm.intro[1:],
    )
