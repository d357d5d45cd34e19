"""Sign-in of both sides: what a password costs, how many tries count, and how long a step lasts.

`settings` takes them all. [D] marks a figure that the agencies still have to agree.
"""

from referral_portal import env

# A new cost makes each password's hash anew at its next sign-in, and each browser new once.
PASSWORD_MEMORY_MIB = env.whole("PASSWORD_MEMORY_MIB", 46)
PASSWORD_ROUNDS = env.whole("PASSWORD_ROUNDS", 1)
PASSWORD_HASHERS = [
    "referral_portal.common.hashing.SmallArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# One password is checked at a time in each process. So many sign-ins from browsers that are not known
# may wait, and none longer than so many seconds.
SIGN_INS_WAITING = env.whole("SIGN_INS_WAITING", 2)
SIGN_IN_WAIT_SECONDS = env.whole("SIGN_IN_WAIT_SECONDS", 10)
SIGN_IN_WINDOW_MINUTES = env.whole("SIGN_IN_WINDOW_MINUTES", 15)  # [D]
# For one name from one network, and in one browser that is known to the account. [D]
SIGN_IN_TRIES = env.whole("SIGN_IN_TRIES", 10)
SIGN_IN_TRIES_NAME = env.whole("SIGN_IN_TRIES_NAME", 50)  # for one name from everywhere [D]
SIGN_IN_TRIES_NETWORK = env.whole("SIGN_IN_TRIES_NETWORK", 100)  # for all names [D]
# For all names from all networks; above it a browser that is not known answers a question first. [D]
SIGN_IN_TRIES_ALL = env.whole("SIGN_IN_TRIES_ALL", 300)
BROWSER_DAYS = env.whole("BROWSER_DAYS", 180)  # how long a browser is known to an account [D]
INVITE_HOURS = env.whole("INVITE_HOURS", 24)  # how long a link to set up a sign-in works [D]
SIGN_IN_STEP_MINUTES = env.whole("SIGN_IN_STEP_MINUTES", 10)  # from password to code
CONFIRM_MINUTES = env.whole("CONFIRM_MINUTES", 10)  # how long a password or code counts [D]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
