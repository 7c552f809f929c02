"""Packages that try to break out of the page."""

import re

from test_typing import CANONICAL, type_query

from hostile import document
from site_under_test import quoted

HARMLESS = """
const strange = [];
if (window.hacked) strange.push("script ran");
if (document.scripts.length !== 2) strange.push(`${document.scripts.length} scripts`);
for (const e of document.querySelectorAll("img, svg, iframe, object, embed, style, b, base")) strange.push(e.outerHTML);
for (const e of document.querySelectorAll("*")) {
  for (const { name } of e.attributes) if (/^on|^style$|^srcdoc$/.test(name)) strange.push(e.outerHTML);
}
for (const a of document.querySelectorAll("[href], [src], [action], [formaction]")) {
  for (const name of ["href", "src", "action", "formaction"]) {
    if (!a.hasAttribute(name)) continue;
    const url = new URL(a.getAttribute(name), location);
    if (!/^https?:$/.test(url.protocol) || url.username) strange.push(`${name} ${url}`);
    if (url.origin !== location.origin && !/^https:..(example.org|github.com)$/.test(url.origin)) strange.push(`${name} ${url}`);
  }
}
if (/[\\u202a-\\u202e]/.test(document.body.textContent)) strange.push("turned text");
return strange;
"""


def check(browser, where):
    strange = browser.run(HARMLESS)
    assert not strange, f"{where}: {strange[:5]}"


def test_nothing_breaks_out_of_served_pages(site):
    paths = list(document()["packages"])[:12]
    status, _, body = site.hostile.get("/?q=hostile")
    assert status == 200 and b"<script>window" not in body and b"<img" not in body
    with site.browser() as browser:
        for path in paths:
            page = f"/packages/{quoted(path)}"
            browser.open(site.hostile.base + page)
            assert browser.run("return document.querySelector('#detail h1') !== null"), path
            check(browser, page)
        names = ",".join(quoted(path) for path in paths[:3])
        for page in [f"/compare?packages={names}", f"/shell?packages={names}", "/?q=hostile&license=" + quoted("<script>"),
                     "/?q=" + quoted('"><script>window.hacked=1</script>'), "/packages/" + quoted("<script>window.hacked=1</script>")]:
            browser.open(site.hostile.base + page)
            check(browser, page)
            browser.log()


def test_nothing_breaks_out_of_typed_pages(site):
    with site.browser() as browser:
        for path in list(document()["packages"])[:8]:
            browser.open(site.hostile.base + "/")
            type_query(browser, "hostile")
            check(browser, "results")
            browser.run("[...document.querySelectorAll('.hit')].find((row) => row.dataset.path === arguments[0])?.querySelector('h2 a').click()", path)
            if not browser.run("return [...document.querySelectorAll('.hit')].some((row) => row.dataset.path === arguments[0])", path):
                continue
            browser.wait("document.querySelector('#detail h1')")
            check(browser, path)
            opened = browser.run(CANONICAL, "#detail .package")
            browser.reload()
            assert browser.run(CANONICAL, "#detail .package") == opened, path


def test_what_is_copied_is_one_quoted_word(site):
    with site.browser() as browser:
        for path in list(document()["packages"])[:8]:
            browser.open(site.hostile.base + f"/packages/{quoted(path)}")
            line = browser.run("return document.querySelector('.snippet [data-copy]').dataset.copy")
            rest = re.fullmatch("(?:NIXPKGS_ALLOW_[A-Z]+=1 )*nix shell (?:--impure )?(.*)", line, re.DOTALL)[1]
            # Plain, or in single quotes that only '\\'' leaves.
            assert re.fullmatch(r"[A-Za-z0-9_+=:,./@%#-]+|'([^'\n]|'\\'')*'", rest), line


def test_the_policy_is_strict(site):
    for path in ["/", "/?q=x", "/packages/hostile1", "/compare", "/shell", "/packages/nope"]:
        _, headers, _ = site.hostile.get(path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy and "data:" not in policy
        for part in ["script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]:
            assert part in policy, part
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"


def test_the_policy_holds(site):
    with site.browser(quiet=False) as browser:
        browser.open(site.sample.base + "/")
        browser.run("""
            const inline = document.createElement("script");
            inline.append("window.hacked = 1");
            try { document.body.append(inline); } catch {}
            try { document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.hacked=1'>"); } catch {}
            const image = new Image();
            image.src = "https://example.org/x.png";
            document.body.append(image);""")
        browser.run_async("setTimeout(arguments[0], 200)")
        assert not browser.run("return window.hacked ?? false")
        assert browser.run("return document.querySelectorAll('img').length") == 1
