"""The addresses of referrals. `topic` chooses a form; one that is not open yet is not there."""

from django.urls import path

from referrals.views import (
    agency,
    call_backs,
    caller,
    own_referral,
    public,
    summary,
    your_referrals,
)

app_name = "referrals"
SELF, AGENCY = "refer/<slug:topic>/self/", "refer/<slug:topic>/agency/"
OWN = "refer/your-referrals/<uuid:referral_id>/"
CALLER = "refer/<slug:topic>/caller/"

urlpatterns = [
    path("refer/", public.refer, name="refer"),
    path("refer/your-referrals/", your_referrals.your_referrals, name="your_referrals"),
    path(OWN, own_referral.own_referral, name="own_referral"),
    path(f"{OWN}question/<int:number>/", own_referral.own_answer, name="own_answer"),
    path(f"{OWN}add/", own_referral.own_more, name="own_more"),
    path(f"{OWN}withdraw/", own_referral.own_withdraw, name="own_withdraw"),
    path(f"{OWN}review/", own_referral.own_review, name="own_review"),
    path(f"{OWN}reference/", own_referral.own_reference, name="own_reference"),
    path(f"{OWN}note/", own_referral.own_note, name="own_note"),
    path("call-back/", call_backs.call_back, name="call_back"),
    path("call-back/sent/", call_backs.call_back_sent, name="call_back_sent"),
    path("summary/", summary.summary, name="summary"),
    path("summary/export/", summary.summary_export, name="summary_export"),
    path(SELF, public.self_start, name="self_start"),
    path(f"{SELF}check/", public.self_check, name="self_check"),
    path(f"{SELF}sent/", public.self_sent, name="self_sent"),
    path(f"{SELF}help/<slug:name>/", public.self_help, name="self_help"),
    path(f"{SELF}<slug:slug>/", public.self_page, name="self_page"),
    path("refer/caller/", caller.caller, name="caller"),
    path(CALLER, caller.caller_start, name="caller_start"),
    path(f"{CALLER}check/", caller.caller_check, name="caller_check"),
    path(f"{CALLER}sent/", caller.caller_sent, name="caller_sent"),
    path(f"{CALLER}help/<slug:name>/", caller.caller_help, name="caller_help"),
    path(f"{CALLER}<slug:slug>/", caller.caller_page, name="caller_page"),
    path(AGENCY, agency.agency_start, name="agency_start"),
    path(f"{AGENCY}check/", agency.agency_check, name="agency_check"),
    path(f"{AGENCY}sent/", agency.agency_sent, name="agency_sent"),
    path(f"{AGENCY}help/<slug:name>/", agency.agency_help, name="agency_help"),
    path(f"{AGENCY}<slug:slug>/", agency.agency_page, name="agency_page"),
]
