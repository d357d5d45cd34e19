"""Static files with a hash in their names, so that browsers may keep them for ever.

Also rewrites the imports inside JavaScript modules, which Django leaves alone by default; without
it a module would ask for a name that no longer exists.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed static files, module imports included."""

    support_js_module_import_aggregation = True
