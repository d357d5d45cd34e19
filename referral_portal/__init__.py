"""The referral portal: settings, entry points and the low layers every app stands on."""
