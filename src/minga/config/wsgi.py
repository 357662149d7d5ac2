"""What granian serves; addresses and views are loaded before the first request, not during it."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from minga.config.collecting import keep_what_is_loaded
from minga.config.receiving import THREADS, Receiving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
application = Receiving(get_wsgi_application(), answering=int(os.environ.get(THREADS, "4")))
get_resolver().check()
keep_what_is_loaded()
