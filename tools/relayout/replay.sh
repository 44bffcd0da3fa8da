#!/usr/bin/env bash
# Lays the house of "A house for strangers" from any tree that still has the old rooms; run it in a fresh worktree.
# Needs .venv with ruff and libcst (pip install ruff libcst). Each step commits; `git reset --hard` undoes.
set -euo pipefail
here=tools/relayout
python3 $here/move_files.py
git add -A && git commit -qm "Every file stands in the room of its step"
python3 $here/move_symbols.py sanlib.printing.gap_table dated sanlib.reference.targets sanlib.printing.pilots of_pilots sanlib.reference.regions || true
python3 $here/untie_knots.py
git add -A && git commit -qm "Imports run down the way of the data only"
.venv/bin/python $here/bind_language_and_project.py --write
python3 $here/after_binding.py
python3 $here/adapt_tests.py
python3 $here/lazy_names.py
.venv/bin/ruff check --select I,F401 --fix -q sanlib tests tools
.venv/bin/ruff check --select F821,F811,F401,E9 sanlib tests tools
python3 $here/one_way.py
git add -A && git commit -qm "Language and project are bound once; a public name is loaded when it is first asked for"
