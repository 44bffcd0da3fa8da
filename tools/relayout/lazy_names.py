"""sanlib/__init__.py: the same public names, each loaded when it is first asked for."""

import ast
from pathlib import Path

p = Path("sanlib/__init__.py")
t = p.read_text()
tree = ast.parse(t)
doc = ast.get_docstring(tree, clean=False)
where = {}
for n in tree.body:
    if isinstance(n, ast.ImportFrom):
        for a in n.names:
            mod = n.module
            where[a.asname or a.name] = (mod.removeprefix("sanlib."), a.name)
lines = []
bymod = {}
for name, (mod, real) in where.items():
    bymod.setdefault(mod, []).append((name, real))
for mod in sorted(bymod):
    items = []
    for name, real in sorted(bymod[mod]):
        items.append(name if name == real else f"{name}={real}")
    lines.append((mod, " ".join(items)))
out = (
    '"""'
    + doc.rstrip()
    + '\n\nA name is loaded when it is first asked for, so that a program which only reads files does not load what draws.\n"""\n\nimport importlib\n\n_FOUND_IN = {\n'
)
for mod, items in lines:
    s = f'    "{mod}": "{items}",\n'
    if len(s) > 118:
        words = items.split()
        s = f'    "{mod}": (\n'
        cur = '        "'
        for w in words:
            if len(cur) + len(w) > 108:
                s += cur.rstrip() + ' "\n'
                cur = '        "'
            cur += w + " "
        s += cur.rstrip() + '"\n    ),\n'
    out += s
out += '''}
"""The public names by the module of sanlib they stand in; "public=name" where the module calls it otherwise."""
_PLACES = {
    public.partition("=")[0]: (module, public.partition("=")[2] or public) for module, names in _FOUND_IN.items() for public in names.split()
}

__all__ = sorted(_PLACES)  # noqa: PLE0605


def __getattr__(name: str):
    if name not in _PLACES:
        raise AttributeError(f"module 'sanlib' has no attribute {name!r}")
    module, own = _PLACES[name]
    found = getattr(importlib.import_module(f"sanlib.{module}"), own)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
'''
p.write_text(out)
