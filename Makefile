# make report [PERIOD=2023] [BAHASA=id|en]   set up once, then run the period; again costs only what changed
# make lab [BAHASA=id|en]                     JupyterLab over the notebooks of one language
# make test                                  set up once, then run the tests (a file on one core, so that what it makes is made once)
# make docs [PERIOD=2023]                    the documentation site in both languages with its executed notebooks, reports/docs
# make gallery                               draw README's pictures and their tables anew
# make lock                                  choose newer versions of everything, within pyproject.toml's bounds

PERIOD = 2023
BAHASA = id

# the first python on the path that is new enough
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
RUN = $(or $(PYTHON),$(error Python 3.11 or newer was not found: install it (Debian, Ubuntu: apt install python3 python3-venv), then try again)) bootstrap.py

.PHONY: report test setup lab lock gallery docs

report:
	@$(RUN) -m sanlib report $(PERIOD) --lang $(BAHASA)

test:
	@$(RUN) -m pytest -n auto --dist loadfile --no-loadscope-reorder

setup:
	@$(RUN)

lab:
	@$(RUN) -m jupyterlab notebooks$(if $(filter en,$(BAHASA)),/en)

docs:
	@$(RUN) docs/site/build_site.py --period $(PERIOD)

gallery:
	@$(RUN) docs/gallery.py

lock:
	@$(RUN)
	@UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/python -m uv pip compile pyproject.toml --extra large --extra map --extra test --extra build \
		--universal --python-version 3.11 --generate-hashes --no-annotate --upgrade --quiet --output-file requirements.lock
