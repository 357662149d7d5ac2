"""What stands around the page of a roster: its head and its looks, in one file without anything from outside."""

from __future__ import annotations

FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-inline-size: 76rem; padding: 1rem 1rem 4rem;
 color: #1c2733; background: #fff }}
h1 {{ font-size: 1.75rem; line-height: 1.2; margin-block: 1rem .25rem }}
h2 {{ font-size: 1.25rem; margin-block: 2.5rem .5rem }}
h1 + p {{ margin: 0; color: #51606e }} p {{ max-inline-size: 45rem }}
.tiles {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; padding: 0;
 list-style: none }}
.tiles li {{ border: 1px solid #dde3e8; border-radius: .5rem; padding: .75rem; font-size: .875rem; color: #51606e }}
.tiles b {{ display: block; font-size: 1.5rem; color: #1c2733; font-variant-numeric: tabular-nums }}
.broken {{ border: 2px solid #8c0d12; border-radius: .5rem; padding: 0 1rem; margin-block: 1rem }}
.broken h2 {{ margin-block-start: .75rem; color: #8c0d12 }}
.wide {{ overflow-x: auto }} table {{ border-collapse: collapse; font-size: .875rem }}
th, td {{ padding: .3rem .6rem; text-align: start; vertical-align: top; border-block-end: 1px solid #dde3e8 }}
thead th {{ color: #51606e; font-weight: 600; white-space: nowrap }} tbody th {{ font-weight: 400 }}
td {{ font-variant-numeric: tabular-nums }} small {{ display: block; color: #51606e; font-size: .75rem }}
.numbers td, .numbers thead th:not(:first-child) {{ text-align: end; white-space: nowrap }}
.total tr:last-child > * {{ font-weight: 600 }}
.heat th, .heat td {{ border: 1px solid #fff; padding: .2rem .25rem; text-align: center }}
.heat td {{ min-inline-size: 2.1rem; vertical-align: middle }} .heat thead th {{ font-size: .75rem }}
 .heat tbody th {{ text-align: start; white-space: nowrap; padding-inline-end: .75rem }}
.heat tbody th {{ position: sticky; inset-inline-start: 0; background: #fff }}
.heat small {{ max-inline-size: 11rem; overflow: hidden; text-overflow: ellipsis }}
.s0 {{ background: #8c0d12; color: #fff }} .s1 {{ background: #cb181d; color: #fff }} .s2 {{ background: #fb8a6a }}
.s3 {{ background: #fddbc7 }} .s4 {{ background: #d3ecd0 }} .s5 {{ background: #6dbd76 }}
.legend {{ display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .8125rem; max-inline-size: none }}
.legend i {{ display: inline-block; inline-size: 1rem; block-size: 1rem; margin-inline-end: .35rem;
  vertical-align: -.2rem }}
.cards th {{ min-inline-size: 14rem }} .cards td {{ min-inline-size: 7rem }}
 .cards td:last-child {{ min-inline-size: 18rem }}
summary {{ color: #1f5f86; cursor: pointer }}
svg {{ display: block; inline-size: 100%; max-inline-size: 46rem }} text {{ fill: #1c2733 }}
@media (max-width: 40rem) {{
 .cards, .cards tbody, .cards tr, .cards th, .cards td {{ display: block; min-inline-size: 0 }}
 .cards thead {{ display: none }}
 .cards tr {{ border-block-end: 1px solid #dde3e8; padding-block: .5rem }}
 .cards th, .cards td {{ border: 0; padding: .1rem 0 }}
 .cards td:last-child {{ min-inline-size: 0 }} .cards tbody th {{ font-weight: 600 }} .heat small {{ display: none }}
 .bars {{ font-size: 20px }} .numbers tbody th {{ min-inline-size: 9rem }}
 th, td {{ padding-inline: .35rem }} table {{ font-size: .8125rem }}
}}
@media print {{ .wide {{ overflow: visible }} body {{ max-inline-size: none }} }}
</style></head><body>
{body}
</body></html>
"""
