"""What granian serves as the yardstick: the settings of the product, and nothing around the one view."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
django.setup(set_prefix=False)
settings.ROOT_URLCONF = "benchmarks.cycle.plain"
settings.MIDDLEWARE = []
settings.ALLOWED_HOSTS = ["*"]
application = WSGIHandler()
