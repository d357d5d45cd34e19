"""Draw a text as a QR code that the Content-Security-Policy allows: SVG without a style attribute.

The picture is part of the page; nothing is stored or fetched.
"""

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 4  # modules of white around it, as the standard asks


def qr_svg(text: str, *, label: str) -> SafeString:
    """Return an <svg> of `text`; screen readers read `label`."""
    code = qrcode.QRCode(border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg class="portal-qr" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}"'
        ' width="220" height="220" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{}v{}H0z"/><path fill="#000" d="{}"/></svg>',
        label,
        len(rows),
        len(rows),
        len(rows),
        len(rows),
        path,
    )
