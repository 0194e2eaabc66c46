"""The one thing that django-scim2 leaves to its user: who is let in."""

import os
from types import SimpleNamespace


class Bearer:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Mark a request with the token as authenticated."""
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        known = scheme.lower() == "bearer" and token == os.environ["SCIM_TOKEN"]
        request.user = SimpleNamespace(is_authenticated=known, is_anonymous=not known, is_active=known)
        return self.get_response(request)
