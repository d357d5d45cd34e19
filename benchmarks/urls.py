"""The portal's addresses, an empty page with the same middleware, and a stock admin.

Nothing here is part of the service.
"""

from django.http import HttpResponse
from django.urls import include, path

from benchmarks.stock import small_site, stock_site
from referral_portal import urls

handler400, handler500 = urls.handler400, urls.handler500


def empty(request):
    """Return an empty page, to time the session, the account and the headers of every page."""
    return HttpResponse(f"{request.user.pk}")


urlpatterns = [
    path("benchmark/empty/", empty, name="benchmark_empty"),
    path("benchmark/stock/", stock_site.urls),
    path("benchmark/stock-small/", small_site.urls),
    path("", include(urls.urlpatterns)),
]
