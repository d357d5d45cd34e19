"""The catalogue's public addresses."""

from django.urls import path

from programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.list_programmes, name="list"),
    path("<slug:code>/", views.detail, name="detail"),
]
