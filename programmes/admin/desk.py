"""The administrator's page for the qualifications that coordinators need."""

from django.contrib import admin

from programmes.admin.catalogue import CatalogueAdmin
from programmes.models import DeskQualification
from referral_portal.accounts.admin_base import portal_admin_site


@admin.register(DeskQualification, site=portal_admin_site)
class DeskQualificationAdmin(CatalogueAdmin):
    """Which qualification a coordinator needs for the referrals of a pathway."""

    list_display = ["pathway", "qualification", "is_active"]
    list_filter = ["pathway"]
