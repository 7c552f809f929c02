"""Without script."""


def still(browser):
    browser.devtools("Emulation.setScriptExecutionDisabled", {"value": True})


def test_searching_without_script(site):
    with site.browser() as browser:
        still(browser)
        browser.open(site.sample.base + "/")
        assert "js" not in (browser.run("return document.documentElement.className") or "")
        browser.type("#q", "grep")
        browser.click(".go")
        browser.wait("location.search === '?q=grep'")
        assert browser.run("return document.querySelectorAll('.hit').length") > 2
        # No control that does nothing.
        assert browser.run("return [...document.querySelectorAll('.copy, .theme, #keep')].every((e) => !e.checkVisibility())")
        browser.click("#filters [name=license]")
        value = browser.run("return document.querySelector('#filters [name=license]').value")
        browser.click("#filters .nojs")
        browser.wait("location.search.includes('license=')")
        assert browser.run("return document.querySelector('#filters [name=license]').checked"), value
        browser.click(".hit h2 a")
        browser.wait("location.pathname.startsWith('/packages/')")
        assert browser.run("return document.querySelectorAll('.snippet code').length") > 2
        browser.click(".back")
        browser.wait("location.pathname === '/'")
        browser.click(".chips a")
        browser.wait("!location.search.includes('license=')")


def test_pages_without_script(site):
    with site.browser() as browser:
        still(browser)
        browser.open(site.sample.base + "/?q=platform:x86_64-linux")
        paths = []
        for _ in range(3):
            paths += browser.run("return [...document.querySelectorAll('.hit')].map((row) => row.dataset.path)")
            browser.run("document.querySelector('.pages [rel=next]').scrollIntoView({block: 'center'})")
            browser.click(".pages [rel=next]")
        assert len(paths) == len(set(paths)) == 90


def test_picking_without_script(site):
    with site.browser() as browser:
        still(browser)
        browser.open(site.sample.base + "/?q=editor")
        browser.run("for (const row of [...document.querySelectorAll('.hit .pick')].slice(0, 2)) row.click()")
        browser.click("#picks .compare")
        browser.wait("location.pathname === '/compare'")
        assert browser.run("return document.querySelectorAll('thead th').length") == 2
        browser.back()
        browser.click("#picks .solid")
        browser.wait("location.pathname === '/shell'")
        assert "mkShell" in browser.text(".snippet.block code")
