# Thin names for make.py, which holds the logic and runs on every system.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help report test extras check html student instructor site api lab clean lock

help:    ## this list
	@sed -n 's/^\([a-z]*\): *## /  make \1\t/p' $(MAKEFILE_LIST)
report:  ## from a fresh clone to reports/chronicle.html, on the bundled sample
	@$(PYTHON) make.py report
test:    ## every docstring example and every test
	@$(PYTHON) make.py test
extras:  ## packages for the tests in a browser and against a local S3
	@$(PYTHON) make.py extras
check:   ## style, layout and tests: what must pass before a change goes in
	@$(PYTHON) make.py check
html:    ## every notebook, executed, as an offline page in reports/notebooks/
	@$(PYTHON) make.py html
student: ## notebooks without solutions, in reports/student/
	@$(PYTHON) make.py student
instructor: ## notebooks with solutions and notes, in reports/instructor/
	@$(PYTHON) make.py instructor
site:    ## the course as offline pages with search, in reports/site/
	@$(PYTHON) make.py site
api:     ## reference of every public name, in reports/api/
	@$(PYTHON) make.py api
lab:     ## JupyterLab on the notebooks
	@$(PYTHON) make.py lab
clean:   ## remove .venv and caches; reports/ stays
	@$(PYTHON) make.py clean
lock:    ## choose package versions anew (needs uv)
	@$(PYTHON) make.py lock
