"""docker-compose.yml as local processes, for machines without a container engine.

`model` reads the file, `local` says what a container's paths, hosts and ports are on this machine,
`processes` starts, watches and stops. What only a container can do (users, read-only file systems,
networks) is not imitated; tests/deployment checks that the file asks for it.
"""
