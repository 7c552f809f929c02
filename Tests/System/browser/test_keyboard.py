"""Everything by keys."""

FOCUS = "document.activeElement.closest('.hit')?.dataset.path"


def focus(browser):
    return browser.run("return " + FOCUS)


def test_arrows_move_through_the_results(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/?q=editor")
        paths = browser.run("return [...document.querySelectorAll('.hit')].map((row) => row.dataset.path)")
        browser.press("/")
        assert browser.run("return document.activeElement.id") == "q"
        browser.press("Down")
        assert focus(browser) == paths[0]
        browser.press("Down", "Down")
        assert focus(browser) == paths[2]
        browser.press("Up")
        assert focus(browser) == paths[1]
        browser.press("End")
        assert focus(browser) == paths[-1]
        browser.press("Home")
        assert focus(browser) == paths[0]
        browser.press("Up")
        assert browser.run("return document.activeElement.id") == "q"


def test_enter_opens_and_escape_closes(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/")
        browser.type("#q", "ripgrep")
        browser.press("Enter")
        browser.wait(FOCUS + " === 'ripgrep'")
        browser.press("Enter")
        browser.wait("document.activeElement.matches('#detail h1')")
        assert browser.url.endswith("/packages/ripgrep?q=ripgrep")
        assert browser.run("return document.querySelector('.hit.open').dataset.path") == "ripgrep"
        browser.press("Escape")
        browser.wait("document.body.className === 'list'")
        assert focus(browser) == "ripgrep"
        assert browser.url.endswith("/?q=ripgrep")
        browser.press("Escape")
        assert browser.run("return document.activeElement.id") == "q"
        browser.press("Escape")
        browser.wait("document.body.className === 'home'")
        assert browser.run("return document.querySelector('#q').value") == ""


def test_letters_copy_and_pick(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/?q=ripgrep")
        browser.press("/", "Down")
        browser.press("c")
        browser.wait("document.querySelector('.hit .copy').textContent === 'Copied'")
        browser.press("p")
        browser.wait("document.querySelector('.hit .pick input').checked")
        assert browser.text("#picks li").startswith("ripgrep")
        browser.press("p")
        browser.wait("!document.querySelector('.hit .pick input').checked")
        # In the search they are letters.
        browser.press("/", "End", "c", "p")
        assert browser.run("return document.querySelector('#q').value") == "ripgrepcp"
        assert not browser.run("return document.querySelector('.pick input')?.checked ?? false")


def test_tab_reaches_every_control_in_order(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/?q=ripgrep")
        seen = []
        for _ in range(8):
            browser.press("Tab")
            seen.append(browser.run("const a = document.activeElement; return a.className || a.id || a.tagName"))
        assert seen[:4] == ["skip", "brand", "q", "theme"], seen
        assert seen[4:7] == ["A", "copy", "INPUT"], seen
