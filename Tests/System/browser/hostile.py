"""Packages that try to break out of the page in every field."""

SCRIPT = "<script>window.hacked=1</script>"
IMAGE = '"><img src=x onerror="window.hacked=1">'
ADDRESS = "javascript:window.hacked=1"


def package(name, **meta):
    fields = {
        "available": True, "broken": False, "insecure": False, "unfree": False, "unsupported": False,
        "description": f"hostile {SCRIPT}{IMAGE} &lt;b&gt; '\"` \u202etxt.exe\u202c",
        "longDescription": f"{SCRIPT}\n{IMAGE}\n</p></article></main>{{{{7*7}}}}${{7*7}}",
        "homepage": ADDRESS, "changelog": [ADDRESS, f"https://example.org/{IMAGE}"], "downloadPage": f" {ADDRESS}",
        "license": {"shortName": SCRIPT, "fullName": f"{IMAGE} licence", "spdxId": "", "url": ADDRESS, "free": True},
        "maintainers": [
            {"name": f"A {SCRIPT}", "github": "../../evil?x=", "email": "a@example.org"},
            {"name": "B", "github": f'b"{IMAGE}'}],
        "teams": [{"shortName": SCRIPT}],
        "mainProgram": "$(touch${IFS}hacked)`id`", "platforms": ["x86_64-linux", f"{SCRIPT}-linux"],
        "position": f"{ADDRESS}//x:1", "knownVulnerabilities": [f"CVE {SCRIPT}", IMAGE],
    }
    fields.update(meta)
    return {"name": f"{name}-1", "pname": name, "version": f"1{IMAGE}", "outputs": {"out": None, SCRIPT: None},
            "meta": fields}


def document():
    """A packages.json; enough of them for facets, variants and a second page."""
    packages = {
        "hostile-script": package("hostile-script"),
        f"hostile{SCRIPT}": package(f"hostile{SCRIPT}"),
        f"hostile{IMAGE}": package("hostile-image"),
        "hostile'; rm -rf ~; '": package("hostile-quote"),
        "hostile${builtins.abort}": package("hostile-nix"),
        "hostile/../../etc": package("hostile-path", homepage="https://user@evil.example/"),
        "hostile?q=x#y&z=%00": package("hostile-address", homepage="data:text/html,<script>window.hacked=1</script>"),
        'hostile."<svg onload=window.hacked=1>"': package("hostile-set", homepage="//evil.example/"),
    }
    for i in range(40):
        packages[f"hostile{i}"] = package(f"hostile{i}", homepage=f"https://example.org/{i}?a=1&b=<2>", broken=i % 9 == 0)
    return {"version": 2, "packages": packages}
