"""The addresses of the project; those of the record are in `issues.urls`."""

from django.contrib import admin
from django.urls import include, path

from tracker.health import healthz
from tracker.sign_in.admin import use_our_door
from tracker.sign_in.urls import closed

use_our_door(admin.site)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # Leads to "the page of" any row by number; no model of ours has one, and some have no table.
    path("admin/r/<path:row>/", closed),
    path("admin/", admin.site.urls),
    path("accounts/", include("tracker.sign_in.urls")),
    path("", include("issues.urls")),
]

handler400 = "issues.views.errors.bad_request"
handler403 = "issues.views.errors.forbidden"
handler404 = "issues.views.errors.not_found"
handler500 = "issues.views.errors.broken"
