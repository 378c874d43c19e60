# The words of this project. `make` alone lists them; CI runs the same ones.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: help install demo serve test test-postgresql check audit docs bench lock

PYTHON ?= $(or $(shell command -v python3.11 2>/dev/null),$(shell command -v python3 2>/dev/null),python3.11)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST_ARGS ?=
DEMO_ARGS ?=
SERVE_ARGS ?=
# the deployment of make serve: examples only
TRIAL ?= trial
# a folder for the results of the tests as JUnit files
RESULTS ?=
# what keeps its records in a database, and so is tested on both
ON_BOTH := tests/records tests/actions tests/web

# Stamps: work is done again only when a lock file or pyproject.toml changed.
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

help: ## 列出可用的命令 / list the words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(DEV) ## 安装运行与开发所需的一切到 .venv / install everything, for running and developing, into .venv
	@echo "已就绪 / ready: $(BIN)/jiaodu"

demo: $(RUNTIME) ## 安装并跑一遍示例：从表格到报告 / install, then walk the example from workbook to report
	@$(BIN)/jiaodu demo $(DEMO_ARGS)

serve: $(RUNTIME) ## 安装并启动网页端，带示例数据和试用账号 / install, then serve the web pages with the examples and logins to try out
	@$(BIN)/jiaodu serve --example --data $(TRIAL) $(SERVE_ARGS)

test: $(DEV) ## 跑测试，可加 PYTEST_ARGS="-k 名称" / run the tests; add PYTEST_ARGS="-k name"
	@echo "正在运行测试 / running the tests ..."
	@$(BIN)/python -m pytest -n 2 $(if $(RESULTS),--junitxml=$(RESULTS)/sqlite.xml) $(PYTEST_ARGS)
	@$(if $(PYTEST_ARGS),,$(MAKE) --no-print-directory test-postgresql)

test-postgresql: $(DEV) ## 只在 PostgreSQL 上跑网页端的测试 / the tests of the web on a PostgreSQL server of their own
	@echo "在 PostgreSQL 上跑网页端的测试 / the tests of the web on PostgreSQL ..."
	@$(BIN)/python -m pytest -p tests.postgresql -n 2 $(if $(RESULTS),--junitxml=$(RESULTS)/postgresql.xml) \
	  --ignore=tests/web/browser $(ON_BOTH)

check: $(DEV) ## 检查代码格式、类型、导入层次与规则包 / check code style, types, import floors and packs
	@echo "代码规范 / lint (ruff check)";           $(BIN)/ruff check .
	@echo "代码格式 / format (ruff format)";        $(BIN)/ruff format --check .
	@echo "类型 / types (mypy)";                    $(BIN)/mypy
	@echo "导入层次 / import floors (lint-imports)"; $(BIN)/lint-imports --no-logo
	@echo "规则包 / packs (jiaodu pack check)";     $(BIN)/jiaodu pack check

audit: $(DEV) ## 查依赖的已知漏洞（需要联网）/ look for known holes in the dependencies (needs the network)
	@echo "正在联网查询已知漏洞，无网络时会失败 / asking the network about known holes; fails without it ..."
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements-dev.lock

docs: $(DEV) ## 重新生成 docs/ 中由数据写出的页面 / write the generated pages in docs/ again
	@$(BIN)/python -m jiaodu.cli.docs

bench: $(DEV) ## 跑基准测试 / run the benchmarks
	@$(BIN)/python -m benchmarks

lock: $(MADE) ## 重新生成锁文件（维护者，需要联网）/ write the lock files again (maintainers; needs the network)
	@echo "正在重新解析依赖 / resolving the dependencies again ..."
	@$(PYTHON) -m venv $(VENV)/locker && $(VENV)/locker/bin/python -m pip --disable-pip-version-check --quiet install uv
	@for part in "requirements.lock" "requirements-dev.lock --extra dev"; do \
	  $(VENV)/locker/bin/uv pip compile pyproject.toml --group build --upgrade --generate-hashes --no-emit-index-url \
	    --no-header --universal --python-version 3.11 --quiet -o $$part || exit 1; done
	@if grep -nE '://|--(extra-)?index|--find-links|--trusted-host' requirements.lock requirements-dev.lock; then \
	  echo "锁文件里不得有地址 / no address may stand in a lock file" >&2; exit 1; fi

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "需要 Python 3.11 或更高版本；可用 make PYTHON=/路径/python3.11 指定。" >&2; \
	  echo "Python 3.11 or later is needed; name one with make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python 缺少 venv 模块；Debian 上请先装：apt-get install python3-venv" >&2; \
	  echo "Python lacks its venv module; on Debian first: apt-get install python3-venv" >&2; exit 1; }
	@echo "正在建立 $(VENV) / making $(VENV) ($$($(PYTHON) --version)) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUNTIME): $(MADE) requirements.lock pyproject.toml
	@echo "正在安装运行所需的库，约半分钟 / installing the runtime libraries, about half a minute ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): $(MADE) requirements-dev.lock pyproject.toml
	@echo "正在安装开发与测试所需的库，约一分钟 / installing the libraries for developing and testing, about a minute ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(RUNTIME) $@
