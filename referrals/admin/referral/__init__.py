"""The page of one referral, made of sections."""
