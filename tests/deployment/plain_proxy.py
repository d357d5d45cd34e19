"""The control of test_proxy.py: a plain configuration with both names in one process."""

PLAIN = """
pid {folder}/nginx.pid;
error_log stderr crit;
worker_processes 1;
events {{
    worker_connections 512;
}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_body_timeout 600s;
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name ~^portal\\.;
        ssl_certificate {certificates}/portal_tls_certificate;
        ssl_certificate_key {certificates}/portal_tls_key;
        location / {{
            proxy_pass http://127.0.0.1:{upstream};
        }}
    }}
    server {{
        listen 127.0.0.1:{port} ssl;
        server_name ~^safeguarding\\.;
        ssl_certificate {certificates}/safeguarding_tls_certificate;
        ssl_certificate_key {certificates}/safeguarding_tls_key;
        location / {{
            proxy_pass http://127.0.0.1:{upstream};
        }}
    }}
}}
"""
