"""Without the server."""


def test_the_kept_catalogue_answers(site):
    server = site.sample
    with site.browser(quiet=False) as browser:
        browser.open(server.base + "/?q=git")
        browser.wait("!document.querySelector('#keep').hidden")
        browser.run_async("navigator.serviceWorker.ready.then(() => setTimeout(arguments[0], 300))")
        browser.click("#keep")
        browser.wait("/packages kept/.test(document.querySelector('#kept').textContent)")
        browser.reload()
        browser.wait("navigator.serviceWorker.controller !== null")
        server.stop()
        try:
            browser.open(server.base + "/?q=ripgrep")
            browser.wait("document.querySelector('.hit h2 a')?.textContent === 'ripgrep'")
            assert browser.text(".offline-note").startswith("Offline: the names and words of ")
            browser.run("document.querySelector('#q').value = ''")
            browser.type("#q", "rg")
            browser.wait("document.querySelector('#results-title')?.textContent === 'Packages for rg'")
            assert browser.text(".hit h2 a") == "ripgrep"
            browser.run("document.querySelector('#q').value = ''")
            browser.type("#q", "text editor -vim")
            browser.wait("document.querySelector('#results-title')?.textContent === 'Packages for text editor -vim'")
            paths = browser.run("return [...document.querySelectorAll('.hit')].map((row) => row.dataset.path)")
            assert paths and not any("vim" in path for path in paths), paths
            path = paths[0]
            browser.click(".hit h2 a")
            browser.wait(f"document.querySelector('#detail h1')?.textContent === {path!r}")
            assert browser.text(".snippet code").endswith(f"nix shell nixpkgs#{path}")
            browser.open(server.base + f"/packages/{path}")
            browser.wait(f"document.querySelector('#detail h1')?.textContent === {path!r}")
            browser.open(server.base + "/packages/no-such-package")
            browser.wait("document.querySelector('#detail [role=alert]')")
            browser.open(server.base + f"/compare?packages={path}")
            browser.wait("/need the server/.test(document.querySelector('#detail').textContent)")
        finally:
            server.start()
        browser.open(server.base + "/?q=convert video")
        browser.wait("document.querySelector('.hit')")
        assert not browser.run("return document.querySelector('.offline-note') !== null")
        browser.click("#keep")
        browser.wait("document.querySelector('#keep').textContent === 'Keep for offline use'")


def test_without_a_catalogue_it_says_so(site):
    server = site.sample
    with site.browser(quiet=False) as browser:
        browser.open(server.base + "/?q=git")
        browser.run_async("navigator.serviceWorker.ready.then(() => setTimeout(arguments[0], 300))")
        browser.reload()
        browser.wait("navigator.serviceWorker.controller !== null")
        server.stop()
        try:
            browser.type("#q", "hub")
            browser.wait("document.querySelector('#results [role=alert]')")
            assert "cannot be reached" in browser.text("#results [role=alert]")
        finally:
            server.start()
        browser.type("#q", " x")
        browser.wait("!document.querySelector('#results [role=alert]')")
