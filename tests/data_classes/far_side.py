"""The class of every field of the safeguarding tables; as in portal.py."""

FIELDS = {
    "safeguarding.VictimCase": {
        "V0": "referral_id reference",
        "V1 V2 V4 X1": "contents",
        "STAFF": "owner",
        "V4": "danger_level",
        "PLUMBING": "id opened_at closed_at set_aside_at indexed_key indexed_forms danger_version",
    },
    "safeguarding.SyntheticCase": {
        "PLUMBING": "id reference contents opened_at seen_at returned_at"
    },
    "safeguarding.CaseOpening": {
        "AUD2": "worker reason decided_by asked_at decided_at expires_at",
        "PLUMBING": "id case",
    },
    "safeguarding.Exclusion": {
        "AUD2": "worker reason added_by added_at ended_by ended_at",
        "PLUMBING": "id case",
    },
    "safeguarding.Cover": {
        "AUD2": "covered colleague starts_at ends_at named_by named_at ended_by ended_at",
        "PLUMBING": "id",
    },
    "safeguarding.SearchWord": {
        "SECRET": "digest",
        "V1": "person whose kind",
        "PLUMBING": "id case key",
    },
    "safeguarding.SealedNote": {"V1 V2 V4 X1": "contents", "PLUMBING": "id case sealed_at"},
    "safeguarding.Concern": {
        "C2": "contents level",
        "C1": "state",
        "PLUMBING": "id case raised_at state_at",
    },
    "safeguarding.ConcernStep": {
        "C2": "concern kind words",
        "STAFF": "by",
        "PLUMBING": "id case at",
    },
    "safeguarding.SafeContact": {
        "V1": "name kind person",
        "V2": "method value safety when voicemail_ok source confirmed_on retired_at",
        "STAFF": "added_by",
        "PLUMBING": "id case added_at",
    },
    "safeguarding.ContactNote": {
        "V6": "contact method result tells next_try_on at person offered",
        "V13": "note",
        "STAFF": "by",
        "PLUMBING": "id case written_at",
    },
    "safeguarding.PersonAtRisk": {
        "V1": "legal_name aliases born_on",
        "STAFF": "added_by",
        "PLUMBING": "id added_at",
    },
    "safeguarding.PersonOnCase": {
        "V1": "person kind is_new_partner source verified_at",
        "V6": "must_be_told untold_why",
        "STAFF": "added_by verified_by",
        "PLUMBING": "id case added_at",
    },
    "safeguarding.PersonJoin": {
        "V1": "first second",
        "STAFF": "joined_by undone_by",
        "PLUMBING": "id joined_at undone_at",
    },
    "safeguarding.NotTold": {
        "V6": "person reason words",
        "STAFF": "by",
        "PLUMBING": "id case at",
    },
    "safeguarding.NobodyToTell": {"V6": "why", "STAFF": "by", "PLUMBING": "id case at"},
    "safeguarding.ReleaseOverride": {
        "V6": "why",
        "STAFF": "by name",
        "PLUMBING": "id case message_id at",
    },
    "safeguarding.CaseClosing": {"V6": "why", "STAFF": "by", "PLUMBING": "id case at"},
    "safeguarding.NotePerson": {"V6": "person", "STAFF": "by", "PLUMBING": "id note at"},
    "safeguarding.Alert": {
        "V0": "kind urgency source detail tries next_try_on needs_second override handled_at outcome",
        "V4": "level",
        "STAFF": "handled_by",
        "PLUMBING": "id case raised_at",
    },
    "safeguarding.Handback": {
        "V9": "kind target payload cause",
        "STAFF": "by",
        "PLUMBING": "sequence uuid case created_at applied_at failed_at reason",
    },
    "safeguarding.OpenedEnvelope": {"PLUMBING": "id kind stored_at backup blanked_at"},
    "safeguarding.ProtectedTimeline": {"PLUMBING": "number restored_at"},
    "safeguarding.Backup": {"PLUMBING": "id started_at confirmed_at"},
    "safeguarding.ProtectedErrorReport": {
        "PLUMBING": "id at kind place view is_task request told_at"
    },
    "safeguarding.OpenFailure": {"PLUMBING": "id reason failed_at settled_at"},
    "safeguarding.PullCursor": {"PLUMBING": "name position"},
    "safeguarding.ProtectedMessage": {
        "STAFF": "to_address",
        "V0": "key template subject body",
        "PLUMBING": "id status created_at due_at lease_until attempts sent_at failure settled_at",
    },
    "safeguarding.AccessRecord": {
        "AUD2": "worker at what page case case_ids",
        "PLUMBING": "id number previous digest",
    },
    "safeguarding.SafeguardingEvent": {
        "AUD2": "at action worker_id target_kind target_id data",
        "PLUMBING": "id",
    },
    "safeguarding.Worker": {
        "STAFF": "username name is_manager is_active",
        "SECRET": "password otp_secret otp_confirmed otp_last_step",
        "PLUMBING": "id created_at",
    },
    "safeguarding.WorkerSession": {
        "SECRET": "digest",
        "STAFF": "worker",
        "PLUMBING": "created_at last_seen_at expires_at is_complete is_invited confirmed_at",
    },
    "safeguarding.WorkerInvitation": {
        "SECRET": "digest",
        "STAFF": "worker",
        "PLUMBING": "id expires_at used_at",
    },
    "safeguarding.RecoveryCode": {"SECRET": "digest", "STAFF": "worker", "PLUMBING": "id"},
    "safeguarding.UsedPage": {"SECRET": "key body", "PLUMBING": "request at result"},
    "safeguarding.TypedPage": {
        "SEALED": "box",
        "SECRET": "owner browser",
        "PLUMBING": "id is_shown expires_at",
    },
    "safeguarding.WorkerTry": {"SECRET": "name_digest network_digest", "PLUMBING": "id at"},
}
