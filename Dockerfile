# One image for every process of both zones; docker-compose.yml says which process a container runs.
# The steps are those of ./dev (tooling/); tests/deployment runs them on the files that are copied here.

# -- Front-end files: built by Node, which is not in the final image ---------------------------------
FROM node:22.20.0-bookworm-slim AS assets
RUN apt-get update && apt-get install -y --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/portal
COPY tooling tooling
COPY package.json package-lock.json ./
COPY assets assets
RUN ["python3", "-c", "from tooling import assets; assets.build()"]

# -- Python packages, each checked against its hash, wheels only -------------------------------------
FROM python:3.11.14-slim-bookworm AS packages
RUN ["python", "-m", "venv", "/opt/venv"]
COPY requirements.txt ./
RUN ["/opt/venv/bin/python", "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "-r", "requirements.txt"]

# -- The product -------------------------------------------------------------------------------------
FROM python:3.11.14-slim-bookworm
# Draws letters as PDF, and copies databases; the packages of the first are those of tooling/system.py.
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation postgresql-client-15 && rm -rf /var/lib/apt/lists/*
# A volume that is mounted here for the first time gets these owners: one for each zone's backups.
RUN install -d -o 10004 -g 10004 -m 700 /backups/portal /backup-work/portal && install -d -o 10005 -g 10005 -m 700 /backups/safeguarding /backup-work/safeguarding
# What the backups tell the web processes, which are other users.
RUN install -d -o 10004 -g 10004 -m 755 /figures/portal && install -d -o 10005 -g 10005 -m 755 /figures/safeguarding
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /srv/portal
COPY --from=packages /opt/venv /opt/venv
COPY manage.py gunicorn.conf.py ./
COPY deploy deploy
COPY referral_portal referral_portal
COPY programmes programmes
COPY referrals referrals
COPY cohorts cohorts
COPY safeguarding safeguarding
COPY templates templates
COPY static static
COPY --from=assets /srv/portal/static/build static/build
RUN ["env", "DJANGO_SETTINGS_MODULE=referral_portal.settings", "PORTAL_ZONE=portal", "DEBUG=0", "DEMO=0", "SECRET_KEY=only while building", "DATABASE_URL=postgres://nobody@localhost/none", "EMAIL_URL=none:", "STATIC_ROOT=/srv/static", "python", "manage.py", "collectstatic", "--noinput", "--clear"]
# Files belong to root, so that no process can change its own code. Each zone has its own user.
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "gunicorn.conf.py", "referral_portal.wsgi:application"]
