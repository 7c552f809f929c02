"""Several packages: one dev shell, a comparison."""


def test_picked_packages_become_a_dev_shell(site):
    with site.browser() as browser:
        for query in ("ripgrep", "discord"):
            browser.open(site.sample.base + f"/?q={query}")
            browser.click(f".hit[data-path={query}] .pick")
        assert browser.run("return [...document.querySelectorAll('#picks li')].map((li) => li.firstChild.data)") == [
            "ripgrep", "discord"]
        browser.click("#picks .solid")
        browser.wait("location.pathname === '/shell'")
        assert browser.url.endswith("/shell?packages=ripgrep,discord")
        code = browser.run("return [...document.querySelectorAll('.snippet code')].map((c) => c.textContent)")
        assert code[0] == "NIXPKGS_ALLOW_UNFREE=1 nix shell --impure nixpkgs#ripgrep nixpkgs#discord"
        assert code[1] == "NIXPKGS_ALLOW_UNFREE=1 nix-shell -p ripgrep discord"
        assert "pkgs.ripgrep\n            pkgs.discord\n" in code[2] and code[2].count("{") == code[2].count("}")
        assert "mkShell" in code[3]


def test_picks_outlive_the_page_and_can_be_taken_back(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/?q=ripgrep")
        browser.click(".hit .pick")
        browser.open(site.sample.base + "/packages/ripgrep")
        assert browser.run("return document.querySelector('.package .pick input').checked")
        browser.click("#picks li button")
        assert not browser.run("return document.querySelector('.package .pick input').checked")
        assert not browser.run("return document.querySelector('#picks').checkVisibility()")


def test_comparing(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/?q=editor")
        browser.run("for (const row of [...document.querySelectorAll('.hit .pick')].slice(0, 2)) row.click()")
        browser.click("#picks .compare")
        browser.wait("location.pathname === '/compare'")
        assert browser.run("return document.querySelectorAll('thead th').length") == 2
        titles = browser.run("return [...document.querySelectorAll('tbody th')].map((th) => th.textContent)")
        assert {"Description", "Version", "License", "Platforms", "In a shell"} <= set(titles)
        browser.open(site.sample.base + "/compare?packages=ripgrep,fd,ffmpeg,vim&packages=nope")
        assert browser.run("return document.querySelectorAll('thead th').length") == 3
        assert "nope" in browser.text(".warning")
