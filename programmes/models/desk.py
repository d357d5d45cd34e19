"""Which qualification a coordinator needs for the referrals of a pathway, as data."""

from django.db import models

from programmes.enums import Pathway
from referral_portal.accounts.qualifications import Qualification
from referral_portal.common.constraints import one_of


class DeskQualification(models.Model):
    """One qualification with which a coordinator is given referrals of a pathway.

    Of several, one is enough. A pathway without any goes to every coordinator.
    """

    pathway = models.CharField("pathway", max_length=20, choices=Pathway)
    qualification = models.CharField(
        "qualification",
        max_length=30,
        choices=Qualification,
        help_text="Referrals of this pathway are shared out among the coordinators who have it.",
    )
    is_active = models.BooleanField(
        "counts", default=True, help_text="Clear the box to need this qualification no longer."
    )

    class Meta:
        verbose_name = "qualification for the desk"
        verbose_name_plural = "qualifications for the desk"
        ordering = ["pathway", "qualification"]
        constraints = [
            one_of("pathway", Pathway, name="programmes_desk_pathway_known"),
            models.UniqueConstraint(
                fields=["pathway", "qualification"],
                name="programmes_desk_qualification_once",
                violation_error_message="This pathway has this qualification already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_pathway_display()}: {self.get_qualification_display()}"
