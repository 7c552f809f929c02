"""The page of one package."""

from test_typing import CANONICAL

PACKAGES = ["ripgrep", "python313Packages.numpy", "discord", "hyper", "electron_38", "ffmpeg", "sonic-pi"]


def test_opened_and_served_packages_are_the_same_elements(site):
    with site.browser() as browser:
        for path in PACKAGES:
            browser.open(site.sample.base + f"/?q={path}")
            browser.wait(f"[...document.querySelectorAll('.hit')].some((row) => row.dataset.path === {path!r})")
            browser.run("document.querySelector(`.hit[data-path='${arguments[0]}'] h2 a`).click()", path)
            browser.wait(f"document.querySelector('#detail h1')?.textContent === {path!r}")
            opened = browser.run(CANONICAL, "#detail .package > *")
            browser.reload()
            served = browser.run(CANONICAL, "#detail .package > *")
            assert len(opened) > 2
            for one, other in zip(opened, served):
                assert one == other, f"{path}:\nopened {one[:3000]}\nserved {other[:3000]}"
            assert len(opened) == len(served)


def facts(browser):
    return browser.run("""return Object.fromEntries([...document.querySelectorAll(".facts-table > div")].map((row) => [
        row.querySelector("dt").textContent, [...row.querySelectorAll("dd")].map((dd) => [dd.textContent, dd.querySelector("a")?.href])]))""")


def test_a_package_tells_everything(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/packages/ripgrep")
        told = facts(browser)
        assert told["Programs"][0][0] == "rg"
        assert [name for name, _ in told["License"]] == ["The Unlicense", "MIT License"]
        assert told["Homepage"] == [["https://github.com/BurntSushi/ripgrep"] * 2]
        text, link = told["Source"][0]
        assert text == "pkgs/by-name/ri/ripgrep/package.nix:64"
        assert link.startswith("https://github.com/NixOS/nixpkgs/blob/") and link.endswith("package.nix#L64")
        assert any(line.startswith("linux: ") for line, _ in told["Platforms"])
        assert browser.run("return document.querySelectorAll('.similar li').length") == 8
        code = browser.run("return [...document.querySelectorAll('.snippet:not(.block) > code')].map((c) => c.textContent)")
        assert code == ["nix shell nixpkgs#ripgrep", "nix run nixpkgs#ripgrep", "nix-shell -p ripgrep",
                        "environment.systemPackages = [ pkgs.ripgrep ];"]


def test_warnings_and_what_they_need(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/packages/electron_38")
        assert browser.text(".badge") == "insecure"
        assert "Known vulnerabilities" in browser.text(".warning h2")
        assert browser.run("return document.querySelectorAll('.warning li').length") > 0
        browser.open(site.sample.base + "/packages/discord")
        assert browser.text(".snippet code") == "NIXPKGS_ALLOW_UNFREE=1 nix shell --impure nixpkgs#discord"
        assert "config = { allowUnfree = true; }" in browser.text(".snippet.block code")


def test_copying(site):
    with site.browser() as browser:
        browser.devtools("Browser.grantPermissions", {
            "origin": site.sample.base, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
        browser.open(site.sample.base + "/packages/ripgrep")
        browser.click(".snippet:nth-of-type(2) .copy")
        browser.wait("document.querySelector('.snippet:nth-of-type(2) .copy').textContent === 'Copied'")
        text = browser.run_async("navigator.clipboard.readText().then(arguments[0], (e) => arguments[0](String(e)))")
        assert text == "nix run nixpkgs#ripgrep", text
        browser.wait("document.querySelector('#status').textContent === 'Copied: nix run nixpkgs#ripgrep'")
        # Where there is no clipboard, as without https, the old way.
        browser.run("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
        browser.run("window.copied = []; document.addEventListener('copy', () => copied.push(String(document.activeElement.value)))")
        browser.click(".snippet:nth-of-type(3) .copy")
        browser.wait("copied[0] === 'nix-shell -p ripgrep'")


def test_similar_packages_lead_on_and_back(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/packages/ripgrep")
        other = browser.text(".similar a")
        browser.click(".similar a")
        browser.wait(f"document.querySelector('#detail h1').textContent === {other!r}")
        assert browser.run("return document.title") == f"{other} – fdnix"
        browser.back()
        browser.wait("document.querySelector('#detail h1').textContent === 'ripgrep'")


def test_a_package_that_does_not_exist(site):
    status, headers, body = site.sample.get("/packages/no-such-package")
    assert status == 404 and headers["content-type"].startswith("text/html") and b"Back to the start" in body
