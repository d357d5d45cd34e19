-- What the roles may do in the portal's database, by its owner after every migration. Safe to repeat.
-- A right that nobody uses is a right too many; one that is missing shows as "permission denied".
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM portal_app, safeguarding_app, safeguarding_opener;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM portal_app, safeguarding_app, safeguarding_opener;

-- == The portal =================================================================================
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO portal_app;

-- Written by migrations and by deploy/prepare.py only.
REVOKE INSERT, UPDATE, DELETE ON django_migrations, django_content_type, auth_permission FROM portal_app;

-- An envelope is closed for good: the portal can neither read it back nor take it away.
REVOKE SELECT, UPDATE, DELETE ON sealing_sealedenvelope FROM portal_app;

-- History is added to, never changed.
REVOKE UPDATE, DELETE ON
    audit_auditevent, referrals_statuschange, referrals_eligibilitycheck, referrals_callattempt,
    cohorts_raisedconcern, cohorts_attendance, outbox_messagerelease
FROM portal_app;

-- Answers come from the far side; the portal reads them. (A manager's override is a release, above.)
REVOKE INSERT, UPDATE, DELETE ON
    referrals_releasedcard, referrals_keepapart, cohorts_sessioncheck, cohorts_concernreceipt
FROM portal_app;

-- Signs of life: each side gives its own and reads both. Nobody else's silence can be covered up.
REVOKE DELETE ON outbox_heartbeat FROM portal_app;
ALTER TABLE outbox_heartbeat ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS read_all ON outbox_heartbeat;
DROP POLICY IF EXISTS own_row ON outbox_heartbeat;
DROP POLICY IF EXISTS far_row ON outbox_heartbeat;
CREATE POLICY read_all ON outbox_heartbeat FOR SELECT USING (true);
CREATE POLICY own_row ON outbox_heartbeat TO portal_app USING (name = 'beat');
CREATE POLICY far_row ON outbox_heartbeat TO safeguarding_app USING (name <> 'beat');

-- == The far side's web and worker: they read, and hand back answers ==============================
GRANT SELECT ON
    accounts_agency,
    programmes_district, programmes_programme, programmes_programmeversion, programmes_sessionplan,
    programmes_venue,
    referrals_referral, referrals_participant, referrals_referrer, referrals_statuschange,
    referrals_releasedcard, referrals_keepapart,
    cohorts_cohort, cohorts_place, cohorts_session, cohorts_enrolment, cohorts_attendance,
    cohorts_sessioncheck, cohorts_concernreceipt,
    outbox_outgoingmessage, outbox_messagerelease, outbox_heartbeat
TO safeguarding_app;
GRANT INSERT ON
    referrals_releasedcard, referrals_keepapart, cohorts_sessioncheck, cohorts_concernreceipt,
    outbox_messagerelease, outbox_heartbeat
TO safeguarding_app;
GRANT UPDATE ON outbox_heartbeat TO safeguarding_app;

-- == The opener: it empties what it has stored on its own side =====================================
GRANT SELECT ON sealing_sealedenvelope, referrals_referral TO safeguarding_opener;
GRANT UPDATE (blob, opened_at) ON sealing_sealedenvelope TO safeguarding_opener;
