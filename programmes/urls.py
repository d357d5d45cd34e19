"""The catalogue's public addresses."""

from django.urls import path

from programmes import leaflets, views

app_name = "programmes"
urlpatterns = [
    path("", views.list_programmes, name="list"),
    path("papers/<slug:slug>/", leaflets.paper, name="paper"),
    path("<slug:code>/", views.detail, name="detail"),
]
