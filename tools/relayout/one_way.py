import ast
from pathlib import Path

ORDER = "words project reading reference estimation judging official households survey periods printing charts trail documents intake report compare explain cli __init__ __main__".split()
bad = {}
for p in sorted(Path("sanlib").rglob("*.py")):
    room = p.relative_to("sanlib").parts[0].removesuffix(".py")
    for n in ast.walk(ast.parse(p.read_text())):
        t = []
        if isinstance(n, ast.ImportFrom) and n.module == "sanlib":
            t = [a.name for a in n.names]
        elif isinstance(n, ast.ImportFrom) and (n.module or "").startswith("sanlib."):
            t = [n.module.split(".")[1]]
        for x in t:
            if x not in ORDER or ORDER.index(x) > ORDER.index(room):
                print(p, "->", x, [a.name for a in n.names])
