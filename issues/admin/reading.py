"""Tables that the admin shows and does not change."""

from django.contrib import admin

from issues.admin.doors import Quick


class ReadOnlyAdmin(Quick, admin.ModelAdmin):
    """Lists and shows rows; nobody adds, changes or deletes one here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
