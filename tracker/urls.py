"""The addresses of the project; those of the record are in `issues.urls`."""

from django.contrib import admin
from django.urls import include, path

from tracker.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("issues.urls")),
]

handler400 = "issues.views.errors.bad_request"
handler403 = "issues.views.errors.forbidden"
handler404 = "issues.views.errors.not_found"
handler500 = "issues.views.errors.broken"
