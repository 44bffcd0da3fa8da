"""Move sanlib to its rooms: git mv + rewriting of every import, module reference and dotted string. Run in a checkout."""

import ast
import re
import subprocess
from pathlib import Path

M = """
schema project/schema
problems project/problems
project project/folders
store project/store
cache project/cache
report/publish project/staging
reading/outgoing project/formula_text
date_texts project/date_texts
reading/package reading/formats/package
reading/xlsx reading/formats/xlsx
reading/ods reading/formats/ods
reading/delimited reading/formats/delimited
reading/look reading/formats/xlsx_extent
reading/sheetxml reading/formats/xlsx_patterns
reading/sheetwalk reading/formats/xlsx_walk
reference_tables reference/reference_tables
reference_schemas reference/reference_schemas
bounds reference/bounds
parts reference/whole_and_parts
conflicting_figures periods/conflicting_figures
layouts/agreement official/agreement
flagging judging/raising_flags
copies judging/copied_figures
reading/xls reading/formats/xls
reading/spss reading/formats/spss
charts/placing charts/label_places
regions reference/regions
indicators reference/indicators
target_sets reference/targets
corrections reference/corrections
layouts/spec reference/layouts
layouts/sources reference/sources
pack/reference reference/advocacy
survey/codebook reference/codebook
survey/conditions reference/conditions
survey/design estimation/design
survey/linearise estimation/linearise
survey/intervals estimation/intervals
survey/compare estimation/compare
survey/presentation estimation/presentation
survey/sampling estimation/sampling
survey/estimate estimation/estimate
gap judging/gap
flags judging/flags
reported judging/reconcile
rerun/pace judging/pace
layouts/__init__ official/__init__
layouts/counting official/rows_used
layouts/recap official/recap
layouts/recognise official/recognise
layouts/rows official/region_and_year
layouts/wide official/wide
survey/received households/survey_files
survey/forms households/which_form
survey/exports households/exports
survey/spellings households/spellings
survey/answers households/answers
survey/repeats households/repeat_sheets
survey/unreadable households/unreadable_items
survey/checks households/contradictions
survey/personal households/personal_data
survey/amended households/survey_corrections
survey/households households/read_households
survey/weights households/weights
survey/population households/population
survey/earlier households/earlier
survey/rungs households/access_ladders
survey/measures survey/survey_indicators
survey/risk survey/risk_index
survey/results survey/survey_achievements
survey/views survey/survey_tables
survey/contrasts survey/contrasts
survey/planning survey/planning
survey/told printing/survey_sentences
survey/collect intake/xlsform
period periods/period
steps periods/row_counts
manifest periods/manifest
tables printing/gap_table
pilots printing/pilots
show printing/show
sentences printing/gap_sentences
charts/alt charts/description
charts/composition charts/composition_chart
charts/contrasts charts/contrasts_chart
charts/credit charts/source_lines
charts/definitions charts/definitions_chart
charts/differences charts/differences_chart
charts/draw charts/drawing
charts/estimates charts/estimates_chart
charts/gap charts/gap_chart
charts/key charts/legend
charts/milestones charts/milestones_chart
charts/page charts/chart_page
charts/pilots charts/pilots_chart
charts/ranks charts/ranks_chart
charts/risk charts/risk_chart
charts/rows charts/chart_rows
charts/saving charts/chart_files
charts/series charts/joined_series
charts/stack charts/stacked_bar
charts/text charts/measured_text
charts/trend charts/trend_chart
charts/trends charts/small_multiples
charts/listed charts/catalogue
charts/sets charts/one_region
export charts/report_charts
trail/rows trail/complete_row
trail/sheets trail/cells_behind
trail/steps trail/trail_steps
trail/surveyed trail/households_behind
pack/__init__ documents/__init__
pack/content documents/document
pack/brief documents/brief
pack/headline documents/headline
pack/need documents/need
pack/advice documents/advice
pack/closing documents/closing
pack/commitment documents/page_to_sign
pack/appendix documents/appendix
pack/province documents/province_page
pack/table documents/brief_table
pack/fit documents/fit_pages
pack/write documents/pack_folder
pack/chartset documents/chart_folder
pack/pdf documents/writers/pdf
pack/word documents/writers/word
pack/deck documents/writers/deck
pack/slide documents/writers/slide
pack/deckchart documents/writers/deck_chart
pack/pictures documents/writers/page_pictures
pack/workbook documents/writers/workbook
pack/figure documents/writers/brief_chart
pack/sheets documents/writers/workbook_sheets
pack/measure documents/writers/arial_widths
pack/wordfit documents/writers/word_pages
pack/stable documents/writers/fixed_dates
pack/showcase report/pack_picker
checking/__init__ intake/__init__
checking/annotate intake/annotate
checking/copying intake/marked_copy
checking/marking intake/problem_marks
checking/printed intake/check_printed
checking/readers intake/readers
rerun/new intake/new_period
rerun/survey_forms intake/survey_forms
rerun/diff compare/diff
rerun/causes compare/causes
rerun/surveys compare/survey_changes
rerun/targets compare/target_changes
rerun/told compare/change_sentences
rerun/page compare/change_page
rerun/__init__ compare/__init__
explore report/explorer
"""
DATA = {  # other files that travel
    "pack/arial.csv": "documents/writers/arial.csv",
    "pack/brief.typ": "documents/writers/brief.typ",
}
MAP = dict(line.split() for line in M.strip().splitlines())
ROOM_SENTENCE = {}


def dotted(path):
    return "sanlib." + path.replace("/", ".").removesuffix(".__init__")


OLD2NEW = {dotted(o): dotted(n) for o, n in MAP.items()}


def modules():
    out = set()
    for p in Path("sanlib").rglob("*.py"):
        out.add(dotted(p.as_posix()[len("sanlib/") : -3]))
    out.add("sanlib")
    return out


def rewrite(path, mods, report):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = text.split("\n")
    renames, edits = {}, []  # local -> new local ; (lineno0, end_lineno0, newlines)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and (node.module == "sanlib" or node.module.startswith("sanlib.")):
            groups, changed = {}, False
            for a in node.names:
                full = f"{node.module}.{a.name}"
                if full in mods:  # a module
                    new = OLD2NEW.get(full, full)
                    pkg, base = new.rsplit(".", 1)
                    if new != full:
                        changed = True
                    asname = a.asname
                    if asname is None and base != a.name:
                        renames[a.name] = base
                    elif asname == base:
                        asname = None
                    groups.setdefault(pkg, []).append((base, asname))
                else:
                    newmod = OLD2NEW.get(node.module, node.module)
                    changed |= newmod != node.module
                    groups.setdefault(newmod, []).append((a.name, a.asname))
            if changed:
                ind = re.match(r"\s*", lines[node.lineno - 1]).group()
                out = []
                for pkg in sorted(groups):
                    names = ", ".join(n + (f" as {s}" if s else "") for n, s in sorted(groups[pkg]))
                    one = f"{ind}from {pkg} import {names}"
                    if len(one) > 118:
                        one = (
                            f"{ind}from {pkg} import (\n"
                            + "".join(f"{ind}    {n + (f' as {s}' if s else '')},\n" for n, s in sorted(groups[pkg]))
                            + f"{ind})"
                        )
                    out.append(one)
                edits.append((node.lineno - 1, node.end_lineno, out))
        elif isinstance(node, ast.Import):
            for a in node.names:
                if a.name in OLD2NEW:
                    report.append(f"{path}:{node.lineno}: import {a.name}")
    # rename Name nodes
    if renames:
        stores = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del))}
        stores |= {
            a.arg
            for n in ast.walk(tree)
            if isinstance(n, (ast.FunctionDef, ast.Lambda))
            for a in (*n.args.args, *n.args.kwonlyargs, *n.args.posonlyargs)
        }
        stores |= {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        allnames = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} | stores
        keep = {}
        for old, new in list(renames.items()):
            if old in stores or new in allnames:
                keep[old] = new
                report.append(f"{path}: local name conflict {old} -> {new}: kept 'as {old}'")
                del renames[old]
        if keep:
            for i, (s, e, out) in enumerate(edits):
                for old, new in keep.items():
                    out = [
                        re.sub(rf"(import .*?|    )\b{new}\b(?! as)", rf"\1{new} as {old}", o)
                        if re.search(rf"\b{new}\b", o.split(" import ")[1] if " import " in o else o)
                        else o
                        for o in out
                    ]
                edits[i] = (s, e, out)
    namepos = {}
    for n in ast.walk(tree):
        if isinstance(n, ast.Name) and n.id in renames:
            namepos.setdefault(n.lineno - 1, []).append((n.col_offset, n.id))
    for ln, pos in namepos.items():
        b = lines[ln].encode()
        for col, old in sorted(set(pos), reverse=True):
            ob = old.encode()
            if b[col : col + len(ob)] != ob:  # inside f-string on py3.11: positions unreliable
                report.append(f"{path}:{ln + 1}: f-string name {old}")
                b2 = re.sub(rb"(?<![\w.\"'])" + ob + rb"(?=\.)", renames[old].encode(), b)
                b = b2
                continue
            b = b[:col] + renames[old].encode() + b[col + len(ob) :]
        lines[ln] = b.decode()
    for s, e, out in sorted(edits, reverse=True):
        lines[s:e] = out
    text2 = "\n".join(lines)
    text2 = strings(text2)
    if text2 != text:
        path.write_text(text2, encoding="utf-8")


DOT = sorted(OLD2NEW, key=len, reverse=True)
for _m in ("", ".__main__", ".draw", ".write", ".defects"):
    OLD2NEW["sanlib.survey.sample" + _m] = "tools.sample_survey" + _m
DOT = sorted(OLD2NEW, key=len, reverse=True)
PATHS = sorted(
    [(f"sanlib/{o}.py", f"sanlib/{n}.py") for o, n in MAP.items()] + [(f"sanlib/{o}", f"sanlib/{n}") for o, n in DATA.items()],
    key=lambda p: -len(p[0]),
)


def strings(text):
    # dotted names inside quotes (monkeypatch targets), paths in docs
    for o in DOT:
        n = OLD2NEW[o]
        if o != n:
            text = re.sub(rf"(?<=[\"'`]){re.escape(o)}(?=[.\"'`])(?!\.csv)", n, text)
    for o, n in PATHS:
        text = text.replace(o, n)
    return text.replace("sanlib.survey.sample", "tools.sample_survey").replace("sanlib/survey/sample", "tools/sample_survey")


def main():
    mods = modules()
    report = []
    files = [
        p for d in ("sanlib", "tests", "benchmarks", "docs") for p in sorted(Path(d).rglob("*.py")) if "survey/sample" not in p.as_posix()
    ]
    files += sorted(Path("sanlib/survey/sample").glob("*.py")) if Path("sanlib/survey/sample").is_dir() else []
    for p in files:
        rewrite(p, mods, report)
    for p in [
        Path("METHODS.md"),
        Path("README.md"),
        Path("README.id.md"),
        Path("CHANGELOG.md"),
        Path("pyproject.toml"),
        *Path("docs").glob("*.md"),
    ]:
        if p.exists():
            t = p.read_text(encoding="utf-8")
            t2 = strings(t)
            if t2 != t:
                p.write_text(t2, encoding="utf-8")
    for o, n in {**{f"{o}.py": f"{n}.py" for o, n in MAP.items()}, **DATA}.items():
        src, dst = Path("sanlib", o), Path("sanlib", n)
        if src == dst:
            continue
        if not src.exists():
            report.append(f"missing {src}")
            continue
        dst.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "mv", str(src), str(dst)], check=True)
    if Path("sanlib/survey/sample").is_dir():
        Path("tools").mkdir(exist_ok=True)
        subprocess.run(["git", "mv", "sanlib/survey/sample", "tools/sample_survey"], check=True)
    for d in sorted({p.parent for p in Path("sanlib").rglob("*.py")}):
        if not (d / "__init__.py").exists():
            (d / "__init__.py").write_text('"""."""\n')
            report.append(f"new room {d}")
    print("\n".join(report))
    left = sorted(p.as_posix() for p in Path("sanlib").rglob("*.py"))
    known = {f"sanlib/{n}.py" for n in MAP.values()}
    print("UNMAPPED:", [p for p in left if p not in known and not p.endswith("__init__.py")])


main()
