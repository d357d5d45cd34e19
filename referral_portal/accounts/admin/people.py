"""The administrator's desk, with accounts and agencies and nothing about referrals."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from referral_portal.accounts.admin_base import HardenedModelAdmin, portal_admin_site
from referral_portal.accounts.admin_fields import Name, Roles
from referral_portal.accounts.forms import NewAccountForm, WorkEmail
from referral_portal.accounts.invitations import invite
from referral_portal.accounts.models import Agency, User
from referral_portal.accounts.qualifications import Qualification
from referral_portal.accounts.roles import Role
from referral_portal.accounts.second_factor import has_second_factor, remove_second_factor
from referral_portal.accounts.sessions import end_sessions
from referral_portal.audit.recorder import record
from referral_portal.common.contact_checks import probably_meant
from referral_portal.pages.marks import repeatable

HINTS = {
    "username": "Letters, digits and @ . + - _ only, at most 150.",
    "is_active": "Untick it to close the account. Accounts are not deleted.",
}
CHECKED = {"email": WorkEmail, "first_name": Name, "last_name": Name}


@admin.register(Agency, site=portal_admin_site)
class AgencyAdmin(HardenedModelAdmin):
    """The agencies that refer to us or deliver with us."""

    list_display = ["name", "email_domain", "is_active"]
    fields = ["name", "email_domain", "is_active"]

    def save_model(self, request, obj, form, change):
        """Save the agency and record the change."""
        super().save_model(request, obj, form, change)
        record(
            "agency.change" if change else "agency.create",
            actor=request.user,
            target=obj,
            now=timezone.now(),
            fields=sorted(form.changed_data),
        )


class RoleFilter(admin.RelatedFieldListFilter):
    """Filter accounts by role, in the words in which a role is given."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = "role"

    def field_choices(self, field, request, model_admin):
        """Return the id and the words of each role."""
        ids = dict(Group.objects.filter(name__in=Role.values).values_list("name", "pk"))
        return [(ids[code], words) for code, words in Role.choices if code in ids]


@admin.register(User, site=portal_admin_site)
class AccountAdmin(HardenedModelAdmin, UserAdmin):
    """Accounts: the user's details and roles, without single permissions."""

    add_form = NewAccountForm
    add_form_template = "admin/change_form.html"
    codes = {"qualifications": Qualification.choices}
    change_form_template = "admin/accounts/user/change_form.html"
    list_display = ["username", "first_name", "last_name", "agency", "is_active"]
    list_filter = ["is_active", ("groups", RoleFilter)]
    list_select_related = ["agency"]
    search_fields = ["username", "first_name", "last_name"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username"]}),
        (
            "Person",
            {"fields": ["first_name", "last_name", "email", "phone", "job_title", "agency"]},
        ),
        ("Work", {"fields": ["groups", "qualifications", "is_active"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    "first_name",
                    "last_name",
                    "email",
                    "agency",
                    "groups",
                ]
            },
        )
    ]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the field of the form; names, numbers and addresses are checked as on our pages."""
        if db_field.name == "groups":
            roles = Group.objects.filter(name__in=Role.values)
            return Roles(queryset=roles, label="Roles", required=False)
        if hint := HINTS.get(db_field.name):
            kwargs["help_text"] = hint
        if form_class := CHECKED.get(db_field.name):
            kwargs["form_class"] = form_class
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_urls(self):
        """Return the page about an account's sign-in and the stock URLs, except that for passwords.

        An administrator never chooses a password for a user, but makes them a link.
        """
        return [
            path(
                "<int:object_id>/access/",
                self.admin_site.admin_view(self.access_view),
                name="accounts_user_access",
            ),
            *(url for url in super().get_urls() if url.name != "auth_user_password_change"),
        ]

    def get_readonly_fields(self, request, obj=None):
        """Return the read-only fields; on their own account also the roles and `is_active`."""
        own = ["groups", "is_active"] if obj and obj.pk == request.user.pk else []
        return [*super().get_readonly_fields(request, obj), *own]

    @repeatable  # an invitation shows its link once, and a new one replaces it
    def access_view(self, request, object_id):
        """Make a link to set up the sign-in, end all sessions, or remove a lost second factor."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        user, now, link = self.get_object(request, object_id), timezone.now(), ""
        if request.method == "POST" and "invite" in request.POST:
            token = invite(user=user, by=request.user, now=now)
            link = request.build_absolute_uri(reverse("join", args=[token]))
        elif request.method == "POST":
            if "remove" in request.POST:
                remove_second_factor(user=user, by=request.user, now=now)
            end_sessions(user=user, by=request.user, now=now)
            messages.success(request, "Done. The account is signed out everywhere.")
            return redirect("admin:accounts_user_change", user.pk)
        context = self.admin_site.each_context(request) | {
            "title": "Sign-in of this account",
            "link": link,
            "hours": settings.INVITE_HOURS,
            "account": user,
            "has_app": has_second_factor(user),
            "back": reverse("admin:accounts_user_change", args=[user.pk]),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/user/access.html", context)

    def save_model(self, request, obj, form, change):
        """Save the account, and ask about an email address that is probably a slip."""
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data and (meant := probably_meant(obj.email)):
            messages.warning(request, f"Did you mean {meant}? The account has {obj.email}.")

    def save_related(self, request, form, formsets, change):
        """Save the roles and record who set them."""
        super().save_related(request, form, formsets, change)
        record(
            "account.change" if change else "account.create",
            actor=request.user,
            target=form.instance,
            now=timezone.now(),
            roles=sorted(form.instance.groups.values_list("name", flat=True)),
            active=form.instance.is_active,
        )
