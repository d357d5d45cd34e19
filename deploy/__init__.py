"""Files that only an installation needs: databases, health checks, secrets, proxy and Redis."""
