import os
import secrets
from pathlib import Path

SECRET_KEY = secrets.token_hex()
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django_scim", "app"]
MIDDLEWARE = ["app.bearer.Bearer", "django_scim.middleware.SCIMAuthCheckMiddleware"]
ROOT_URLCONF = "urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(os.environ["SCIM_DB"]),
        # Without it, parallel writes find the database locked: a matter of the deployment, not of the library.
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
    }
}
AUTH_USER_MODEL = "app.User"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
SCIM_SERVICE_PROVIDER = {
    "NETLOC": f"127.0.0.1:{os.environ['PORT']}",
    "SCHEME": "http",
    "GROUP_MODEL": "app.models.Group",
    "AUTHENTICATION_SCHEMES": [
        {"type": "oauthbearertoken", "name": "OAuth Bearer Token", "description": "a static token"}
    ],
    "WWW_AUTHENTICATE_HEADER": 'Bearer realm="django-scim2"',
}
