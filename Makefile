# Each target sets up what it needs, in .venv, on a machine with Python 3.11 or newer, make and
# the network. `make` alone lists the targets.

.DEFAULT_GOAL := help
.PHONY: help run verified judged test browser lint bench soak attack install dist clean

PYTHON ?=
PYTEST_ARGS ?=
BENCH_ARGS ?=
BROWSER ?= yes
FOR_USERS := check,draw,prove,serve
EXTRAS ?= $(FOR_USERS)
INTO ?=

# $(call find-python,COMMANDS,MODULES): sets $python to the first command that will do, or ends.
find-python = for python in $(or $(PYTHON),$(1)); do \
	    "$$python" -c 'import sys, $(2); sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	    python=; \
	  done; \
	  [ -n "$$python" ] || { echo 'This needs Python 3.11 or newer with $(2)' \
	    '(on Debian and Ubuntu: python3-venv, python3-pip); tried: $(or $(PYTHON),$(1)).' \
	    'Name one with PYTHON=.' >&2; exit 1; }

# .venv/.folder says for which folder .venv was made: a copied or moved one is made anew. The other
# stamps say what is installed: what users need, or also what tests and linters need.
FOLDER := .venv/.folder
READY := .venv/.all
ifeq ($(shell [ -x .venv/bin/python ] && cat $(FOLDER) 2>/dev/null),$(CURDIR))
USABLE := $(or $(wildcard $(READY)),.venv/.usable)
else
USABLE := .venv/.usable
.PHONY: $(FOLDER)
endif

# uv installs in half the time of pip, which does without it where uv fails. Neither compiles: what a
# command imports first, Python compiles then and keeps.
PIP := .venv/bin/python -m pip install -qq --disable-pip-version-check --no-compile -c constraints.txt
run test: export PYTHONDONTWRITEBYTECODE =

help: ## list the targets
	@echo 'make run, test, lint, bench, soak, attack, install, dist or clean:'
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1	\2/p' Makefile | \
	  while IFS='	' read -r target text; do printf '  %-8s %s\n' "$$target" "$$text"; done
	@echo 'Variables: PYTHON (for a new environment), PYTEST_ARGS, BENCH_ARGS, COUNT (of make soak),'
	@echo '  SECONDS (of make attack),'
	@echo '  BROWSER=no (make test installs no Chromium), EXTRAS and INTO (of make install).'

run: $(USABLE) ## verify and explore the spec, compare the pictures and pages, judge moto
	@$(MAKE) --no-print-directory -j2 verified judged
	@echo
	@echo 'Pictures: diagrams/*.svg, and diagrams/review.html to click through'
	@echo 'Pages:    docs/reference/'
	@echo 'Next:     .venv/bin/iot-jobs-spec check --endpoint-url URL, or explain CancelJob --force'

# The two halves of `make run`, which take about as long as each other.
verified:
	.venv/bin/iot-jobs-spec verify
	.venv/bin/iot-jobs-spec explore --jobs 2 --things 2 --output report.explore.txt
	.venv/bin/iot-jobs-spec render --check

judged:
	.venv/bin/iot-jobs-spec check --moto --examples 0 --exit-zero --format html --output report.html

test: $(READY) browser ## run the tests, for example: make test PYTEST_ARGS='-k cancel'
	.venv/bin/pytest -n 4 $(PYTEST_ARGS)

# Debian's Chromium where it may be installed; the tests say what they leave out without it.
browser:
	@if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ '$(BROWSER)' = no ]; then \
	  echo 'LEFT OUT, the review page in a browser: BROWSER=no.' >&2; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo 'Installing Chromium with apt-get, for the tests of the review page (BROWSER=no: without).'; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } \
	    >/dev/null 2>&1 || echo 'LEFT OUT: Chromium could not be installed.' >&2; \
	else \
	  echo 'LEFT OUT, the review page in a browser: no Chromium (apt-get install chromium).' >&2; \
	fi

lint: $(READY) ## check style, formatting and types
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

bench: $(READY) ## measure, for example: make bench BENCH_ARGS=step
	PYTHONPATH=tests .venv/bin/python tests/bench $(BENCH_ARGS)

soak: $(READY) ## hold the judge against brute force: make soak COUNT=100000
	PYTHONPATH=tests .venv/bin/python -m support.soak $(or $(COUNT),1000)

attack: $(READY) ## attack every command, on this machine: make attack SECONDS=600
	PYTHONPATH=tests .venv/bin/python -m support.attack $(or $(SECONDS),180)

WHAT := .$(EXTRAS:%=[%])
install: ## install the command for you alone: with pipx, with uv, or INTO=a folder of its own
	@set -e; \
	if [ -n '$(INTO)' ]; then \
	  $(call find-python,python3.11 python3 python3.14 python3.13 python3.12,ensurepip); \
	  "$$python" -m venv '$(INTO)'; \
	  '$(INTO)'/bin/pip install --quiet --disable-pip-version-check -c constraints.txt '$(WHAT)'; \
	  echo 'Installed: $(INTO)/bin/iot-jobs-spec'; \
	elif command -v pipx >/dev/null; then \
	  pipx install --force $(PYTHON:%=--python %) --pip-args='-c constraints.txt' '$(WHAT)'; \
	elif command -v uv >/dev/null; then \
	  uv tool install --force $(PYTHON:%=--python %) --constraints constraints.txt '$(WHAT)'; \
	else \
	  echo 'Neither pipx nor uv: apt-get install pipx, or name a folder: make install INTO=/opt/iot-jobs-spec' >&2; \
	  exit 1; \
	fi

dist: $(USABLE) ## build the wheel into dist/, and try it in an empty environment
	rm -rf dist build
	.venv/bin/python -m pip wheel -q --disable-pip-version-check --no-deps -w dist .
	.venv/bin/python -m venv build/empty
	build/empty/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt dist/*.whl
	cd build && empty/bin/iot-jobs-spec --version
	cd build && empty/bin/iot-jobs-spec explain CancelJob --force >explain.txt
	cd build && empty/bin/iot-jobs-spec diff installed core
	cd build && ! empty/bin/iot-jobs-spec check --moto

clean: ## remove all that make and the tools made
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist report.*
	find spec tests -name __pycache__ -type d -exec rm -rf {} +

$(FOLDER):
	@set -e; \
	$(call find-python,python3.11 python3 python3.14 python3.13 python3.12,ensurepip); \
	echo "Setting up .venv with $$("$$python" --version): once, less than a minute."; \
	"$$python" -m venv --clear .venv; \
	pwd -P > $@

.venv/.usable: WANTED := $(FOR_USERS)
$(READY): WANTED := all
.venv/.usable $(READY): $(FOLDER) pyproject.toml constraints.txt
	@echo 'Installing .[$(WANTED)] into .venv.'
	@$(PIP) --only-binary uv uv && UV_HTTP_RETRIES=0 \
	  .venv/bin/uv pip install -q --system-certs --python .venv -c constraints.txt -e '.[$(WANTED)]' || \
	  { echo 'Not with uv; with pip.'; $(PIP) -e '.[$(WANTED)]'; }
	@touch $@
