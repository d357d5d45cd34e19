"""Run docker-compose.yml as local processes, on machines without a container engine.

`model` reads the file, `local` maps the paths, hosts and ports of containers to this machine, and
`processes` starts, watches and stops the services. Users, read-only file systems and networks need a
container and are left out; tests/deployment checks that the file asks for them.
"""
