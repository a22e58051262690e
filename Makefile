# make alone prints these lines.
.DEFAULT_GOAL := help
.PHONY: help run seed test check bench format lint types lock

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

help: ## Danh sách lệnh
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

$(VENV)/.runtime: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên (đặt PYTHON=…)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Cài thư viện theo requirements.lock (lần đầu mất khoảng nửa phút)…"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Cài công cụ kiểm thử theo requirements-dev.lock…"
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.runtime ## Chạy tại http://127.0.0.1:8000 (PORT đổi cổng; SEED=none để bắt đầu trống)
	@$(BIN)/python -m app serve

seed: $(VENV)/.runtime ## Chỉ nạp dữ liệu minh họa vào cơ sở dữ liệu trống
	@$(BIN)/python -m app seed

test: $(VENV)/.dev ## Toàn bộ kiểm thử, kể cả trình duyệt
	@sh tests/chromium.sh
	@$(BIN)/python -m pytest --numprocesses 2 --ignore tests/browser $(ARGS)
	@$(BIN)/python -m pytest tests/browser

format: $(VENV)/.dev ## Định dạng mã nguồn
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

lint: $(VENV)/.dev
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(VENV)/.dev
	@$(BIN)/mypy

bench: $(VENV)/.runtime ## Đo tốc độ so với sàn của cùng máy (ARGS="--tasks 1000000"; BENCH_DB=postgresql://…)
	@$(BIN)/python -m bench $(ARGS)

check: lint types test ## Định dạng, quy tắc, kiểu, kiểm thử: điều mà CI chạy

lock: ## Khóa lại phiên bản thư viện (cần uv)
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q pyproject.toml -o requirements.lock
	@uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q --group dev pyproject.toml -o requirements-dev.lock
