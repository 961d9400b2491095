"""The addresses of the project; those of the record are in `issues.urls`."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from tracker.health import healthz

# One door: the admin's own form would ask for no second factor and count no wrong passwords.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("tracker.sign_in.urls")),
    path("", include("issues.urls")),
]

handler400 = "issues.views.errors.bad_request"
handler403 = "issues.views.errors.forbidden"
handler404 = "issues.views.errors.not_found"
handler500 = "issues.views.errors.broken"
