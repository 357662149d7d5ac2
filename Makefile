# The commands a newcomer needs: make run · make demo · make test · make check · make bench
# PORT=9000 make run serves on another port.

override PORT := $(or $(PORT),8000)
BIN := .venv/bin
# What a shell holds for another Python or another Django project is not for ours.
unexport PYTHONHOME PYTHONPATH PYTHONSAFEPATH PYTHONSTARTUP PYTHONOPTIMIZE PYTHONWARNINGS PYTHONIOENCODING DJANGO_SETTINGS_MODULE

.PHONY: help setup dev run demo test check words bench

help:
	@echo "make run     start Minga on http://localhost:$(PORT) (makes everything it needs; keeps what was entered)"
	@echo "make demo    start the demonstration world afresh (deletes what was entered)"
	@echo "make setup   make the environment .venv only; then .venv/bin/minga --help"
	@echo "make test    all tests, on both databases and in a real browser"
	@echo "make check   style, types, floors, templates, migrations, translations, licences"
	@echo "make words   bring the catalogues up to date with the sources"
	@echo "make bench   measure what the documentation claims"

setup:
	@python=$$(tools/find-python) && $$python tools/environment.py

dev:
	@python=$$(tools/find-python) && $$python tools/environment.py --dev

run: setup
	@MINGA_DEMO=$${MINGA_DEMO:-1} exec $(BIN)/minga run --port $(PORT)

demo: setup
	@MINGA_DEMO=1 exec $(BIN)/minga run --port $(PORT) --afresh

test: dev
	@exec $(BIN)/python tools/test.py

check: dev
	@exec $(BIN)/python tools/check.py

words: dev
	@exec $(BIN)/python tools/words.py update

bench: dev
	@exec $(BIN)/python -m benchmarks
