"""Static files with a hash in their names, so that browsers may keep them for ever.

The imports inside JavaScript modules are rewritten too, which Django does not do by default. Without
that, a module would import a name that does not exist.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed static files, module imports included."""

    support_js_module_import_aggregation = True
