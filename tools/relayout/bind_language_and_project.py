"""Drop the parameters lang and root wherever they are only handed on; what stays is resolved by @bound (project/binding.py)."""

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import libcst as cst
import libcst.metadata as md

NAMES = {"root": "folders.root()", "lang": "words.language()"}
SKIP = {
    "sanlib/words/__init__.py",
    "sanlib/words/refusal.py",
    "sanlib/project/folders.py",
    "sanlib/project/binding.py",
    "sanlib/project/problems.py",
}
# functions of the skipped files that take the bound value when it is not given: their argument may be dropped
RESOLVE = {
    "lang": {
        "sanlib.words.label",
        "sanlib.words.number",
        "sanlib.words.signed",
        "sanlib.words.sentence",
        "sanlib.words.with_decimal_sign",
        "sanlib.project.problems.table",
        "*.message",
    },
    "root": {"sanlib.project.folders." + n for n in "root raw check_period periods processed reports reference shown".split()},
}
POS = {
    "sanlib.words.label": 1,
    "sanlib.words.number": 2,
    "sanlib.words.signed": 2,
    "sanlib.words.sentence": 2,
    "sanlib.words.with_decimal_sign": 1,
    "sanlib.project.problems.table": 1,
    "*.message": 0,
}

files = sorted(p for p in Path("sanlib").rglob("*.py"))
outside = [p for d in ("tests", "docs", "benchmarks", "tools") for p in Path(d).rglob("*.py")]


def modname(p):
    m = p.as_posix()[:-3].replace("/", ".")
    return m.removesuffix(".__init__")


trees = {p: md.MetadataWrapper(cst.parse_module(p.read_text())) for p in files}
params = {}  # fq -> [param names in order]
cached, gens, methods, must, starred = set(), set(), set(), set(), set()


class Defs(cst.CSTVisitor):
    def __init__(s, mod):
        s.mod, s.stack = mod, []

    def visit_ClassDef(s, n):
        s.stack.append(("c", n.name.value))

    def leave_ClassDef(s, n):
        s.stack.pop()

    def visit_FunctionDef(s, n):
        fq = ".".join([s.mod, *[x for _, x in s.stack], n.name.value])
        ps = [p.name.value for p in (*n.params.posonly_params, *n.params.params)]
        kw = [p.name.value for p in n.params.kwonly_params]
        if s.stack and s.stack[-1][0] == "c":
            methods.add(fq)
            if ps[:1] == ["self"] or ps[:1] == ["cls"]:
                ps = ps[1:]
        params[fq] = (ps, kw)
        req = [p.name.value for p in n.params.params if p.default is None]
        for par in NAMES:
            if par in req and par in ps and any(x in req for x in ps[ps.index(par) + 1 :]):
                must.add((fq, par))
        if any("cache" in cst.Module([]).code_for_node(d) for d in n.decorators):
            cached.add(fq)
        s.stack.append(("f", n.name.value))

    def leave_FunctionDef(s, n):
        s.stack.pop()


for p, w in trees.items():
    w.module.visit(Defs(modname(p)))

reexport = {}
for p, w in trees.items():
    for st in w.module.body:
        if isinstance(st, cst.SimpleStatementLine):
            for b in st.body:
                if isinstance(b, cst.ImportFrom) and b.module is not None and not isinstance(b.names, cst.ImportStar):
                    src = cst.Module([]).code_for_node(b.module)
                    for a in b.names:
                        nm = a.evaluated_name
                        al = a.evaluated_alias or nm
                        reexport[f"{modname(p)}.{al}"] = f"{src}.{nm}"


def canon(fq):
    seen = set()
    while fq not in params and fq in reexport and fq not in seen:
        seen.add(fq)
        fq = reexport[fq]
    if fq not in params and "." in fq:
        head, tail = fq.rsplit(".", 1)
        h2 = canon(head) if head in reexport and head not in seen else head
        if h2 != head:
            return canon(f"{h2}.{tail}")
    return fq


def qn(w_meta, node, mod, stack):
    out = set()
    for q in w_meta.get(node, ()):
        if callable(q):
            q = q()
        name = q.name.replace(".<locals>", "")
        if q.source == md.QualifiedNameSource.LOCAL:
            name = f"{mod}.{name}"
        out.add(canon(name))
    return out


keep = defaultdict(set)  # param -> fqs kept
why = defaultdict(list)


class Calls(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (md.QualifiedNameProvider, md.ParentNodeProvider)

    def __init__(s, mod, out):
        s.mod, s.out, s.fstack, s.cstack = mod, out, [], []

    def visit_ClassDef(s, n):
        s.fstack.append(n.name.value)

    def leave_ClassDef(s, n):
        s.fstack.pop()

    def visit_FunctionDef(s, n):
        s.fstack.append(n.name.value)

    def leave_FunctionDef(s, n):
        s.fstack.pop()

    def names(s, node):
        out = set()
        for q in s.get_metadata(md.QualifiedNameProvider, node, set()):
            name = q.name.replace(".<locals>", "")
            if q.source == md.QualifiedNameSource.LOCAL:
                name = f"{s.mod}.{name}"
            out.add(canon(name))
        return out

    def visit_Call(s, n):
        s.cstack.append(n.func)
        if is_partial(n):
            n = cst.Call(n.args[0].value, n.args[1:])
        for fq in s.names(n.func):
            if fq not in params:
                continue
            ps, kw = params[fq]
            for par in NAMES:
                if par not in ps + kw:
                    continue
                arg = find_arg(n, ps, par)
                if any(a.star == "*" for a in n.args) and par in ps:
                    keep[par].add(fq)
                    why[fq].append("starred")
                    starred.add(fq)
                if arg is None:
                    continue
                plain = is_plain(arg.value, par)
                if (
                    not plain
                    or not carried(arg.value, par)
                    and not any(par in sum(params.get(".".join([s.mod, *s.fstack[:i]]), ([], [])), []) for i in range(len(s.fstack), 0, -1))
                ):
                    keep[par].add(fq)
                    why[fq].append(f"{s.mod}: {cst.Module([]).code_for_node(arg.value)[:30]}")

    def leave_Call(s, n):
        s.cstack.pop()

    def ref(s, n):
        par = s.get_metadata(md.ParentNodeProvider, n, None)
        if isinstance(par, cst.Call) and par.func is n:
            return
        if isinstance(par, cst.Arg):
            up = s.get_metadata(md.ParentNodeProvider, par, None)
            if isinstance(up, cst.Call) and is_partial(up) and up.args[0] is par:
                return
        if isinstance(par, (cst.FunctionDef, cst.ImportAlias, cst.Attribute, cst.AsName, cst.Param, cst.Arg)) and not (
            isinstance(par, cst.Arg) and par.value is n
        ):
            return
        for fq in s.names(n):
            if fq in params:
                for q in NAMES:
                    if q in sum(params[fq], []):
                        keep[q].add(fq)
                        why[fq].append(f"{s.mod}: referenced")

    def visit_Name(s, n):
        s.ref(n)

    def visit_Attribute(s, n):
        s.ref(n)


CARRIED = {"lang": {"scale.lang", "grid.lang", "sides.lang", "this.lang"}, "root": {"this.base", "sheet.reference.root"}}


def is_partial(c):
    return bool(c.args) and cst.Module([]).code_for_node(c.func) in ("functools.partial", "partial")


def is_plain(v, par):
    return (isinstance(v, cst.Name) and v.value == par) or cst.Module([]).code_for_node(v) in CARRIED[par]


def carried(v, par):
    return cst.Module([]).code_for_node(v) in CARRIED[par]


def find_arg(call, ps, par):
    for a in call.args:
        if a.keyword is not None and a.keyword.value == par:
            return a
        if a.star:
            return None
    if par in ps:
        i = ps.index(par)
        pos = [a for a in call.args if a.keyword is None]
        if i < len(pos):
            return pos[i]
    return None


for p, w in trees.items():
    w.visit(Calls(modname(p), False))
# outside: by bare name
ext = defaultdict(set)
nb = []
for n in Path("notebooks").rglob("*.ipynb"):
    for c in json.loads(n.read_text())["cells"]:
        if c["cell_type"] == "code":
            nb.append("".join(c["source"]))
by_name = defaultdict(list)
for fq in params:
    by_name[fq.rsplit(".", 1)[1]].append(fq)
public = {
    reexport[k].rsplit(".", 1)[1] if False else k.rsplit(".", 1)[1]: canon(k)
    for k in reexport
    if k.startswith("sanlib.") and k.count(".") == 1
}


def means(v, par):
    c = cst.Module([]).code_for_node(v)
    return (
        c in ('"id"', '"en"', "'id'", "'en'", "lang", "LANG", "language")
        if par == "lang"
        else bool(re.search(r"root|project|tmp|place|folder|base|copy|here|empty|checkout", c))
    )


class Ext(cst.CSTVisitor):
    def visit_Call(s, n):
        f = n.func
        name = f.attr.value if isinstance(f, cst.Attribute) else f.value if isinstance(f, cst.Name) else None
        if name is None:
            return
        cands = list(by_name.get(name, []))
        if name in public and public[name] in params:
            cands.append(public[name])
        for fq in cands:
            ps, kw = params[fq]
            for par in NAMES:
                a = find_arg(n, ps, par)
                if par in ps + kw and any(x.star for x in n.args) and not name.startswith("_"):
                    keep[par].add(fq)
                    why[fq].append("outside, starred")
                if par in ps + kw and a is not None and (a.keyword is not None or means(a.value, par)):
                    keep[par].add(fq)
                    why[fq].append("outside")

    def visit_Attribute(s, n):
        s.refd(n.attr.value)

    def visit_Name(s, n):
        pass

    def refd(s, name):
        pass


for p in outside:
    cst.parse_module(p.read_text()).visit(Ext())
for src in nb:
    try:
        cst.parse_module(src).visit(Ext())
    except Exception as e:
        print("notebook cell", e)
for k in public.values():
    for par in NAMES:
        if k in params and par in sum(params[k], []):
            keep[par].add(k)
for fq in cached:
    for par in NAMES:
        if par in sum(params[fq], []):
            keep[par].add(fq)
            print("CACHED:", fq, par)

for fq in methods:
    for par in NAMES:
        if par in sum(params[fq], []):
            keep[par].add(fq)
drop = {
    par: {
        fq
        for fq, (ps, kw) in params.items()
        if par in ps + kw and fq not in keep[par] and not fq.startswith(("sanlib.words.", "sanlib.project.folders."))
    }
    for par in NAMES
}
for par in NAMES:
    tot = [fq for fq, (ps, kw) in params.items() if par in ps + kw]
    print(par, "functions", len(tot), "dropped", len(drop[par]), "kept", len(tot) - len(drop[par]))
if "-v" in sys.argv:
    for par in NAMES:
        for fq in sorted(keep[par]):
            print(par, "KEEP", fq, why[fq][:3])
if "--write" not in sys.argv:
    sys.exit()


class Rewrite(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (md.QualifiedNameProvider,)

    def __init__(s, mod):
        s.mod, s.stack, s.need = mod, [], set()

    def visit_ClassDef(s, n):
        s.stack.append(n.name.value)

    def leave_ClassDef(s, o, n):
        s.stack.pop()
        return n

    def visit_FunctionDef(s, n):
        s.stack.append(n.name.value)

    def inside(s, par):
        """Whether the name par here is a parameter of an enclosing function of sanlib."""
        return any(par in sum(params.get(".".join([s.mod, *s.stack[:i]]), ([], [])), []) for i in range(len(s.stack), 0, -1))

    def cached_here(s):
        return any(".".join([s.mod, *s.stack[:i]]) in cached for i in range(len(s.stack), 0, -1))

    def leave_FunctionDef(s, o, n):
        fq = ".".join([s.mod, *s.stack])
        s.stack.pop()
        ps, kw = params[fq]
        for par in NAMES:
            if fq in drop[par]:
                n = n.with_changes(params=without(n.params, par))
            elif par in ps + kw and fq not in cached and s.mod + ".py" not in SKIP:
                n = n.with_changes(params=optional(n.params, par))
                if not any("bound" == getattr(d.decorator, "value", None) for d in n.decorators):
                    n = (
                        n.with_changes(
                            decorators=[cst.Decorator(cst.Name("bound")), *n.decorators],
                        )
                        if not n.decorators
                        else n.with_changes(decorators=[*n.decorators, cst.Decorator(cst.Name("bound"))])
                    )
                    s.need.add("bound")
        return n

    def names(s, node):
        out = set()
        for q in s.get_metadata(md.QualifiedNameProvider, node, set()):
            name = q.name.replace(".<locals>", "")
            if q.source == md.QualifiedNameSource.LOCAL:
                name = f"{s.mod}.{name}"
            out.add(canon(name))
        return out

    def leave_Call(s, o, n):
        if s.cached_here():
            return n
        part = is_partial(o)
        func0, head_o, head_n = (o.args[0].value, o.args[:1], n.args[:1]) if part else (o.func, [], [])
        if part:
            o2, n2 = cst.Call(o.args[0].value, o.args[1:]), cst.Call(n.args[0].value, n.args[1:])
            r = s.trim(o2, n2, func0)
            return n.with_changes(args=tidy([*head_n, *r.args]))
        return s.trim(o, n, func0)

    def trim(s, o, n, func0):
        fqs = s.names(func0)
        removed = set()
        for par in NAMES:
            gone = None
            for fq in fqs:
                if fq in params and (par in sum(params[fq], []) or fq in RESOLVE[par]):
                    q = par if par in sum(params[fq], []) else ("start" if "start" in sum(params[fq], []) else None)
                    if q:
                        gone = arg_index(o, [x for x in params[fq][0] if x not in removed], q)
                if gone is not None:
                    a = o.args[gone]
                    if not (is_plain(a.value, par) and (s.inside(par) or carried(a.value, par))):
                        gone = None
                    if (
                        gone is not None
                        and fq in params
                        and (fq in cached or fq in methods or (any(a.star for a in o.args)) or ((fq, par) in must and fq not in drop[par]))
                    ):
                        gone = None
                if gone is not None:
                    break
            if gone is None and isinstance(func0, cst.Attribute) and func0.attr.value == "message" and par == "lang":
                for i, a in enumerate(o.args):
                    if isinstance(a.value, cst.Name) and a.value.value == "lang" and s.inside("lang"):
                        gone = i
            if gone is not None:
                val = o.args[gone]
                later_pos = [a for a in o.args[gone + 1 :] if a.keyword is None and not a.star]
                if val.keyword is None and later_pos:
                    # a positional argument follows: hand it by keyword
                    fq = next(f for f in fqs if f in params)
                    ps = [x for x in params[fq][0] if x not in removed]
                    dropped_def = fq in drop.get(par, ())
                    if not dropped_def:
                        args = []
                        idx = {id(a): i for i, a in enumerate(o.args)}
                        for i, (a_o, a_n) in enumerate(zip(o.args, n.args)):
                            if i == gone:
                                continue
                            if i > gone and a_o.keyword is None and not a_o.star:
                                a_n = a_n.with_changes(
                                    keyword=cst.Name(ps[i]), equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
                                )
                            args.append(a_n)
                        n = n.with_changes(args=tidy(args))
                        o = o.with_changes(args=[a for i, a in enumerate(o.args) if i != gone])
                        continue
                if val.keyword is None and fqs:
                    removed.add(par if par in sum(params.get(next((f for f in fqs if f in params), ""), ([], [])), []) else "start")
                n = n.with_changes(args=tidy([a for i, a in enumerate(n.args) if i != gone]))
                o = o.with_changes(args=[a for i, a in enumerate(o.args) if i != gone])
        return n

    def leave_Name(s, o, n):
        return n


def arg_index(call, ps, par):
    for i, a in enumerate(call.args):
        if a.keyword is not None and a.keyword.value == par:
            return i
    if par in ps:
        i = ps.index(par)
        if i < len(call.args) and all(a.keyword is None and not a.star for a in call.args[: i + 1]):
            return i
    return None


def tidy(args):
    args = list(args)
    if args:
        args[-1] = args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return args


def without(ps, par):
    cut = lambda xs: [x for x in xs if x.name.value != par]
    new = ps.with_changes(params=cut(ps.params), kwonly_params=cut(ps.kwonly_params))
    if not new.kwonly_params and isinstance(new.star_arg, cst.ParamStar):
        new = new.with_changes(star_arg=cst.MaybeSentinel.DEFAULT)
    xs = list(new.kwonly_params) or list(new.params)
    if xs:
        xs[-1] = xs[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        new = new.with_changes(kwonly_params=xs) if new.kwonly_params else new.with_changes(params=xs)
    return new


def optional(ps, par):
    def each(xs):
        out, after_default = [], False
        for x in xs:
            if x.name.value == par:
                if x.default is None and any(y.default is None for y in xs[list(xs).index(x) + 1 :]):
                    out.append(x)
                    continue
                x = x.with_changes(default=cst.Name("None"))
                if par == "lang":
                    x = x.with_changes(annotation=cst.Annotation(cst.parse_expression("str | None")))
            out.append(x)
        return out

    return ps.with_changes(params=each(ps.params), kwonly_params=each(ps.kwonly_params))


class Leftover(cst.CSTTransformer):
    """Names lang/root whose parameter is gone: the bound value in their place."""

    def __init__(s, mod):
        s.mod, s.stack, s.need = mod, [], set()

    def visit_ClassDef(s, n):
        s.stack.append(n.name.value)

    def leave_ClassDef(s, o, n):
        s.stack.pop()
        return n

    def visit_FunctionDef(s, n):
        s.stack.append(n.name.value)

    def leave_FunctionDef(s, o, n):
        s.stack.pop()
        return n

    def visit_Attribute(s, n):
        return True

    def visit_Param(s, n):
        return False

    def visit_Arg_keyword(s, n):
        pass

    def leave_Arg(s, o, n):
        if o.keyword is not None and n.keyword is not o.keyword:
            n = n.with_changes(keyword=o.keyword)
        return n

    def leave_Attribute(s, o, n):
        return n.with_changes(attr=o.attr)

    def leave_Name(s, o, n):
        par = o.value
        if par in NAMES:
            scopes = [".".join([s.mod, *s.stack[:i]]) for i in range(len(s.stack), 0, -1)]
            for fq in scopes:
                if fq in params and par in sum(params[fq], []):
                    if fq in cached:
                        return n
                    if fq in drop[par] or (par == "lang"):
                        s.need.add(par)
                        return cst.parse_expression(NAMES[par])
                    s.need.add(par)
                    return cst.parse_expression(NAMES[par])
        return n


for p, w in trees.items():
    if p.as_posix() in SKIP:
        continue
    mod = modname(p)
    r = Rewrite(mod)
    m = w.visit(r)
    l = Leftover(mod)
    m = m.visit(l)
    code = m.code
    if code == w.module.code:
        continue
    imports = ""
    if "bound" in r.need:
        imports += "from sanlib.project.binding import bound\n"
    if "lang" in l.need and not re.search(r"^from sanlib import [^\n]*\bwords\b", code, re.M):
        imports += "from sanlib import words\n"
    if "root" in l.need and not re.search(r"^from sanlib.project import [^\n]*\bfolders\b", code, re.M):
        imports += "from sanlib.project import folders\n"
    if imports:
        if re.search(r"^(from|import) sanlib", code, re.M):
            code = re.sub(r"^(from|import) sanlib", imports + r"\1 sanlib", code, count=1, flags=re.M)
        else:
            code = re.sub(
                r"^from __future__ import annotations\n", "from __future__ import annotations\n\n" + imports, code, count=1, flags=re.M
            )
    p.write_text(code)
