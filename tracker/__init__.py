"""The Django project: settings, environment, database, server. It knows nothing of the domain."""
