"""What granian serves; addresses and views are loaded before the first request, not during it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

YOUNG = 25_000
"""New objects before the collector looks at them: more than a page makes, so that few pages are interrupted."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
application = get_wsgi_application()
get_resolver().check()
# What is loaded stays: the collector need not walk through it again, which took up to 100 ms in the middle of a page.
gc.collect()
gc.freeze()
gc.set_threshold(YOUNG, 20, 50)
