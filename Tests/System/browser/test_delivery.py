"""What goes over the wire."""

import gzip
import json
import re


def assets(site):
    _, _, body = site.sample.get("/")
    return sorted(set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', body.decode())))


def test_script_and_style_fit_into_40_kilobytes(site):
    sizes = {path.split("?")[0]: len(gzip.compress(site.sample.get(path)[2], 6)) for path in assets(site)}
    print(f"      compressed: {sizes}, {sum(sizes.values())} in all")
    assert set(sizes) == {"/assets/app.js", "/assets/style.css", "/assets/theme.js"}
    assert sum(sizes.values()) <= 40 * 1024


def test_assets_are_kept_for_good_and_pages_asked_about(site):
    for path in assets(site):
        status, headers, _ = site.sample.get(path)
        assert status == 200 and "immutable" in headers["cache-control"]
        assert "immutable" not in site.sample.get(path.split("?")[0])[1]["cache-control"]
        assert site.sample.get(path, if_none_match=headers["etag"])[0] == 304
    for path in ["/", "/?q=git", "/packages/ripgrep", "/offline.json", "/sw.js", "/manifest.webmanifest"]:
        status, headers, _ = site.sample.get(path)
        assert status == 200 and headers["cache-control"] == "no-cache", path
        assert site.sample.get(path, if_none_match=headers["etag"])[0] == 304, path


def test_the_app_can_be_installed(site):
    _, headers, body = site.sample.get("/manifest.webmanifest")
    manifest = json.loads(body)
    assert headers["content-type"] == "application/manifest+json"
    assert manifest["display"] == "standalone" and manifest["start_url"] == "/"
    for icon in manifest["icons"]:
        assert site.sample.get(icon["src"])[1]["content-type"] == "image/svg+xml"


def test_the_catalogue_is_in_columns(site):
    _, _, body = site.sample.get("/offline.json")
    catalogue = json.loads(body)
    columns = ["paths", "versions", "programs", "licenses", "descriptions", "flags"]
    assert {len(catalogue[name].split("\n")) for name in columns} == {catalogue["count"]}
    assert "ripgrep" in catalogue["paths"].split("\n")
    print(f"      {catalogue['count']} packages, {len(gzip.compress(body, 6))} bytes compressed")


def test_first_paint_has_the_results(site):
    _, _, body = site.sample.get("/?q=ripgrep")
    text = body.decode()
    assert '<li class="hit" data-path="ripgrep">' in text
    assert text.index('data-path="ripgrep"') < 12_000
