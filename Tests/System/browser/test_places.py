"""All state is in the address: deep links, filters, history."""

from test_typing import FIRST, type_query


def test_a_deep_link_shows_what_it_says(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/packages/ripgrep?q=grep&license=MIT")
        assert browser.run("return document.body.className") == "split"
        assert browser.run("return document.querySelector('#q').value") == "grep"
        assert browser.run("return document.querySelector('#filters [value=MIT]').checked")
        assert browser.text("#detail h1") == "ripgrep"
        assert browser.run("return document.querySelectorAll('.hit').length") > 0


def test_back_and_forward(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/")
        type_query(browser, "grep")
        browser.press("Enter")
        browser.wait("document.activeElement.closest('.hit')")
        browser.press("Enter")
        browser.wait("document.querySelector('#detail .package') && document.body.className === 'split'")
        path = browser.text("#detail h1")
        browser.run("document.querySelector('#q').focus(); document.querySelector('#q').select()")
        type_query(browser, "video")
        browser.wait("document.body.className === 'list'")
        browser.back()
        browser.wait(f"document.body.className === 'split' && document.querySelector('#detail h1')?.textContent === {path!r}")
        browser.wait("document.querySelector('#results-title').textContent === 'Packages for grep'")
        browser.back()
        browser.wait("document.body.className === 'list' && document.querySelector('#q').value === 'grep'")
        browser.back()
        browser.wait("document.body.className === 'home' && document.querySelector('#q').value === ''")
        browser.forward()
        browser.wait("document.body.className === 'list' && document.querySelectorAll('.hit').length > 0")


def test_facets_filter_with_counts(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/?q=editor")
        count = "Number(document.querySelector('.count strong').textContent.replaceAll(',', ''))"
        before = browser.run("return " + count)
        told = int(browser.run(
            "return document.querySelector('#filters [name=license][value=MIT]').closest('label').querySelector('.n').textContent"))
        assert 0 < told < before
        browser.click("#filters [name=license][value=MIT]")
        # Not quite what was told: the nearest in meaning are chosen among what passes the filter.
        browser.wait(f"{count} < {before}")
        found = browser.run("return " + count)
        assert browser.run("return [...document.querySelectorAll('.hit .facts')].every((facts) => facts.textContent.includes('MIT'))")
        assert browser.url.endswith("/?q=editor&license=MIT")
        # The focus stays where it was, and the column still tells what another choice would give.
        assert browser.run("return document.activeElement.value") == "MIT"
        assert browser.run("return document.querySelectorAll('#filters [name=license]').length") > 1
        assert browser.text(".chips a").strip().startswith("Remove License: MIT")
        browser.click("#filters [name=license]:not([value=MIT])")
        browser.wait(f"{count} > {found}")
        browser.click(".chips a")
        browser.wait("document.querySelectorAll('.chips a').length === 1")
        browser.back()
        browser.wait("document.querySelectorAll('.chips a').length === 2")
        browser.click("#filters [name=include_unfree]")
        browser.wait("location.search.includes('include_unfree=1')")


def test_filters_alone_are_a_page(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/?category=editors")
        assert browser.run("return document.querySelectorAll('.hit').length") > 5
        browser.click("#filters [name=license][value=MIT]")
        browser.wait("location.search === '?category=editors&license=MIT'")
        assert browser.run("return document.querySelectorAll('.hit').length") > 0


def test_pages_of_results(site):
    with site.browser() as browser:
        browser.open(site.sample.base + "/?q=platform:x86_64-linux")
        first = browser.run("return [...document.querySelectorAll('.hit')].map((row) => row.dataset.path)")
        browser.run("document.querySelector('.pages [rel=next]').scrollIntoView()")
        browser.click(".pages [rel=next]")
        browser.wait("location.search.endsWith('offset=30') && document.querySelector('.pages [rel=prev]')")
        second = browser.run("return [...document.querySelectorAll('.hit')].map((row) => row.dataset.path)")
        assert len(first) == len(second) == 30 and not set(first) & set(second)
        assert browser.run("return scrollY") == 0
        browser.back()
        browser.wait(f"{FIRST} === {first[0]!r}")
        browser.wait("scrollY > 500")


def test_the_theme_is_remembered_and_does_not_flash(site):
    paper = "getComputedStyle(document.body).backgroundColor"
    for dark in (False, True):
        with site.browser(dark=dark) as browser:
            browser.open(site.sample.base + "/?q=git")
            before = browser.run("return " + paper)
            browser.click("#theme")
            after = browser.run("return " + paper)
            assert before != after
            assert browser.run("return document.querySelector('#theme').getAttribute('aria-pressed')") == str(not dark).lower()
            browser.open(site.sample.base + "/")
            assert browser.run("return " + paper) == after
            # The script that knows the theme runs before anything is parsed that could be painted.
            order = browser.run("return [...document.head.querySelectorAll('script, link[rel=stylesheet]')].map((e) => e.src ?? e.href)")
            assert "theme.js" in order[0] and not browser.run("return document.head.querySelector('script').defer")
