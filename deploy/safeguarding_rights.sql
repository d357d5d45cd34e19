-- What the roles may do in the safeguarding database, by its owner after every migration. Safe to repeat.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM safeguarding_app, safeguarding_opener;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM safeguarding_app, safeguarding_opener;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO safeguarding_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO safeguarding_app, safeguarding_opener;

-- Written by migrations only.
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM safeguarding_app;

-- Who looked at what, and what was said, is added to and never changed.
REVOKE UPDATE, DELETE ON
    safeguarding_accessrecord, safeguarding_safeguardingevent, safeguarding_contactnote,
    safeguarding_sealednote
FROM safeguarding_app;

-- The opener stores what it opened and raises alerts; it reads no notes and no sign-ins.
GRANT SELECT, INSERT, UPDATE ON
    safeguarding_openedenvelope, safeguarding_openfailure, safeguarding_victimcase,
    safeguarding_alert, safeguarding_handback, safeguarding_protectedmessage,
    safeguarding_concern
TO safeguarding_opener;
GRANT INSERT ON safeguarding_sealednote, safeguarding_safeguardingevent TO safeguarding_opener;
-- What an INSERT gives back.
GRANT SELECT (id) ON safeguarding_safeguardingevent TO safeguarding_opener;
