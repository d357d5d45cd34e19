"""What only an installation needs: preparing databases, health checks, secrets, the proxy's and Redis' settings."""
