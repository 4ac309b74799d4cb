# Two commands matter to users: `make demo` and `make test`. Engineers use `make native` to rebuild the core.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# PyPI's torch for Linux is a CUDA build of several GB: make setup TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
JOBS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
CORE := CMakeLists.txt $(shell find csrc -name '*.cpp' -o -name '*.h' 2>/dev/null) \
  src/anabranch/bytecode/instructions.py $(wildcard src/anabranch/ops/*.py) tools/instructions_header.py tools/check_kernels.py
HAVE_CXX := $(shell command -v c++ || command -v g++ || command -v clang++)

# As many processes as cores; tests that start processes stay together (xdist_group).
PYTEST = $(PY) -m pytest -q -n $(JOBS) --dist loadgroup

.PHONY: setup native host example-cpp demo test quick databases no-torchscript lint types docs stress core-test simulate sanitize smoke clean
setup: .stamp-env .stamp-core

.stamp-env: pyproject.toml
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PY) -c 'import torch' 2>/dev/null || $(PIP) torch==2.13.0 $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))
	$(PIP) 'scikit-build-core>=1.1' 'cmake>=3.24' ninja 'msgspec>=0.19'
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PIP) --no-build-isolation -e '.[dev,docs]'
	touch $@

.stamp-core: $(CORE) .stamp-env
	$(if $(HAVE_CXX),$(MAKE) native,@echo 'no C++ compiler: the IR interpreter runs the programs')
	touch $@

# Incremental; the lock lets several people build in one checkout.
native:
	@mkdir -p build
	@flock build/.lock sh -ec ' \
	  PATH="$(CURDIR)/$(VENV)/bin:$$PATH"; \
	  test -f build/build.ninja || cmake -S . -B build -G Ninja -DANABRANCH_INPLACE=ON -DPython_EXECUTABLE=$(CURDIR)/$(PY) >build/configure.log || { cat build/configure.log; exit 1; }; \
	  cmake --build build -j $(JOBS)'
	@$(PY) -m compileall -q src/anabranch  # where Python may write no bytecode, each process would compile all of it

# libanabranch, for C++ programs without Python, and its tests: beside the module, of the same objects; installed into build/installed.
host: setup
	@flock build/.lock sh -ec ' \
	  PATH="$(CURDIR)/$(VENV)/bin:$$PATH"; \
	  cmake -S . -B build -DANABRANCH_HOST=ON >build/configure.log || { cat build/configure.log; exit 1; }; \
	  cmake --build build -j $(JOBS) --target anabranch_host host_tests; \
	  cmake --install build --component host --prefix build/installed >build/install.log'

# A service in C++ that answers from several threads, found by find_package; its latency beside Python's.
example-cpp: host
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" cmake -S examples/cpp -B build/example -G Ninja -DCMAKE_BUILD_TYPE=Release \
	  -DCMAKE_PREFIX_PATH=$(CURDIR)/build/installed >build/configure_example.log
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" cmake --build build/example
	$(PY) examples/cpp/model.py build/example/model.ab
	build/example/service build/example/model.ab

demo: setup
	$(PY) examples/bilstm_ensemble.py

# Everything but the markers stress and database; about seven minutes on two cores (five are the aim).
test: setup
	$(PYTEST)

quick: setup
	$(PYTEST) -m 'not slow and not stress and not database'

# PyTorch's tables of operators and modules, through script, trace and overload matching; minutes.
databases: setup
	$(PYTEST) -rP -m database

# The suite without PyTorch's TorchScript: its functions raise, tests that compare with torch.jit are left out.
no-torchscript: setup
	$(PYTEST) --ban-torchscript

lint: setup
	$(VENV)/bin/ruff check src tests benchmarks examples

types: setup
	$(VENV)/bin/mypy

# The site, into build/site; a warning is an error.
docs: setup
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --strict --quiet

stress: setup host
	$(PY) tests/stress/run.py
	$(PY) tests/stress/native_mutants.py --count 1000000
	$(PYTEST) -m stress tests

# The C++ tests of the core, without Python.
core-test: setup
	$(MAKE) -C csrc/tests check
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" cmake --build build -j $(JOBS) --target core_tests
	for t in build/*_test; do $$t || exit 1; done

# The scheduler on 1 to 64 cores of a machine in virtual time: speed-ups beside the least times that are possible.
simulate:
	$(MAKE) -C csrc/tests simulate

sanitize: setup
	sh tools/sanitize.sh

# The working tree against another torch, built and tested under build/torch-VERSION: make smoke TORCH=2.12.1
smoke:
	PYTHON=$(PYTHON) JOBS=$(JOBS) sh tools/smoke.sh $(TORCH)

clean:
	rm -rf build .stamp-* src/anabranch/_native*
