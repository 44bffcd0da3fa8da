"""Move functions between modules: python move_symbols.py old.module name new.module [name ...]. Then ruff fixes imports."""

import ast
import re
import subprocess
import sys
from pathlib import Path


def file_of(mod):
    p = Path(mod.replace(".", "/"))
    return p / "__init__.py" if p.is_dir() else p.with_suffix(".py")


def move(old, name, new):
    op, np_ = file_of(old), file_of(new)
    t = op.read_text()
    tree = ast.parse(t)
    lines = t.split("\n")
    node = next(
        n
        for n in tree.body
        if getattr(n, "name", None) == name or (isinstance(n, ast.Assign) and any(getattr(x, "id", "") == name for x in n.targets))
    )
    start = min([node.lineno] + [d.lineno for d in getattr(node, "decorator_list", [])]) - 1
    seg = lines[start : node.end_lineno]
    end = node.end_lineno
    nxt = next((n for n in tree.body if n.lineno > node.end_lineno), None)
    if isinstance(node, ast.Assign) and isinstance(nxt, ast.Expr) and isinstance(getattr(nxt, "value", None), ast.Constant):
        seg += lines[end : nxt.end_lineno]
        end = nxt.end_lineno
    del lines[start:end]
    t2 = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines))
    ob, nb = old.rsplit(".", 1)[1], new.rsplit(".", 1)[1]
    if re.search(rf"\b{name}\b", t2):
        t2 = re.sub(r"\n(from sanlib|import sanlib)", f"\nfrom {new} import {name}\n\\1", t2, count=1)
    op.write_text(t2)
    np_.write_text(np_.read_text().rstrip("\n") + "\n\n\n" + "\n".join(seg) + "\n")
    for d in ("sanlib", "tests", "docs", "benchmarks", "tools"):
        for p in Path(d).rglob("*.py"):
            s = s0 = p.read_text()
            if p in (op,):
                continue

            # from old import a, name, b   (one line or parenthesised)
            def fix(m):
                names = [x.strip() for x in m.group(1).strip("() \n").replace("\n", " ").split(",") if x.strip()]
                keep = [x for x in names if x.split(" as ")[0] != name]
                gone = [x for x in names if x.split(" as ")[0] == name]
                if not gone:
                    return m.group(0)
                out = [f"from {new} import {', '.join(gone)}"] if p != np_ else []
                if keep:
                    out.append(f"from {old} import {', '.join(keep)}")
                return "\n".join(out)

            s = re.sub(rf"^from {re.escape(old)} import (\([^)]*\)|[^\n(]+)", fix, s, flags=re.M)
            pkg = old.rsplit(".", 1)[0]
            if re.search(rf"^from {re.escape(pkg)} import [^\n]*\b{ob}\b", s, re.M) or re.search(rf"\n    {ob},", s):
                if re.search(rf"(?<![\w.]){ob}\.{name}\b", s):
                    s = re.sub(rf"(?<![\w.]){ob}\.{name}\b", f"{nb}.{name}" if p != np_ else name, s)
                    if p != np_ and not re.search(rf"^from {re.escape(new.rsplit('.', 1)[0])} import [^\n]*\b{nb}\b", s, re.M):
                        s = re.sub(r"\n(from sanlib|import sanlib)", f"\nfrom {new.rsplit('.', 1)[0]} import {nb}\n\\1", s, count=1)
            if s != s0:
                p.write_text(s)


a = sys.argv[1:]
while a:
    move(*a[:3])
    a = a[3:]
subprocess.run([".venv/bin/ruff", "check", "--select", "I,F401", "--fix", "-q", "sanlib", "tests", "tools", "docs", "benchmarks"])
subprocess.run([".venv/bin/ruff", "check", "--select", "F821,F811,F401", "sanlib", "tests", "tools"])
