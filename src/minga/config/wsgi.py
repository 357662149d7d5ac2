"""What granian serves; addresses and views are loaded before the first request, not during it, and the index of open
opportunities beside the first ones."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

from minga.config.collecting import keep_what_is_loaded
from minga.config.receiving import THREADS, Receiving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
application = Receiving(get_wsgi_application(), answering=int(os.environ.get(THREADS, "4")))
get_resolver().check()
keep_what_is_loaded()
Thread(target=import_string("minga.assignments.queries.opportunity_snapshot.read_ahead"), daemon=True).start()
