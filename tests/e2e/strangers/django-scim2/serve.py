import os
import sys

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from waitress import serve

django.setup()
call_command("makemigrations", "app", verbosity=0)
call_command("migrate", verbosity=0)
serve(get_wsgi_application(), host="127.0.0.1", port=int(os.environ["PORT"]), threads=8, _quiet=True)
sys.exit(0)
