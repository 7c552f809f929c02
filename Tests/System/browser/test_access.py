"""For everyone: names of controls, contrast, small screens."""

from hostile import IMAGE
from site_under_test import quoted

PAGES = ["/", "/?q=editor&license=MIT", "/?q=zzzzqqqq", "/packages/ripgrep?q=grep", "/packages/electron_38",
         "/packages/discord", "/compare?packages=ripgrep,ffmpeg,discord", "/shell?packages=ripgrep,discord", "/packages/nope"]

CONTRAST = r"""
const parse = (text) => {
  const n = text.match(/[\d.]+/g).map(Number);
  return { r: n[0], g: n[1], b: n[2], a: n.length > 3 ? n[3] : 1 };
};
const over = (top, below) => ({
  r: top.r * top.a + below.r * (1 - top.a), g: top.g * top.a + below.g * (1 - top.a),
  b: top.b * top.a + below.b * (1 - top.a), a: 1 });
const behind = (element) => {
  const layers = [];
  for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
  return layers.reverse().reduce((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
};
const light = ({ r, g, b }) => {
  const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
const poor = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let seen = 0;
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
  if (element.closest(".sr, .skip, [hidden]") || element.getBoundingClientRect().width < 2) continue;
  const style = getComputedStyle(element), ground = behind(element);
  seen++;
  const grounds = [ground];
  const marked = element.closest("mark") && getComputedStyle(element.closest("mark")).backgroundImage.match(/rgb[^)]*\)/g)?.at(-1);
  if (marked) grounds.push(over(parse(marked), ground));
  for (const g of grounds) {
    const found = ratio(over(parse(style.color), g), g);
    if (found < 4.5) poor.push(`${element.tagName}.${element.className} ${walker.currentNode.data.trim().slice(0, 30)}: ${found.toFixed(2)}`);
  }
}
const input = document.querySelector("#q");
const faint = ratio(parse(getComputedStyle(input, "::placeholder").color), behind(input));
if (faint < 4.5) poor.push(`placeholder ${faint}`);
const edge = ratio(parse(getComputedStyle(input).borderTopColor), behind(document.body));
if (edge < 3) poor.push(`edge of the search ${edge}`);
return [seen, [...new Set(poor)]];
"""


def test_contrast(site):
    for dark in (False, True):
        with site.browser(quiet=False, dark=dark) as browser:
            for page in PAGES:
                browser.open(site.sample.base + page)
                browser.run("localStorage.setItem('picks', '[\"ripgrep\",\"fd\"]')")
                browser.reload()
                browser.run("for (const d of document.querySelectorAll('details')) d.open = true")
                browser.run_async("setTimeout(arguments[0], 300)")
                seen, poor = browser.run(CONTRAST)
                assert seen > 10, page
                assert not poor, f"{page} {'dark' if dark else 'light'}: {poor}"


def test_every_control_has_a_name(site):
    with site.browser(quiet=False) as browser:
        browser.devtools("Accessibility.enable")
        for page in PAGES:
            browser.open(site.sample.base + page)
            browser.run("localStorage.setItem('picks', '[\"ripgrep\",\"fd\"]')")
            browser.reload()
            nodes = browser.devtools("Accessibility.getFullAXTree")["nodes"]
            roles = {"button", "link", "checkbox", "searchbox", "textbox", "combobox", "DisclosureTriangle", "form", "search"}
            controls = [node for node in nodes if node.get("role", {}).get("value") in roles and not node.get("ignored")]
            assert len(controls) > 4, page
            for node in controls:
                if node["role"]["value"] in ("form", "search"):
                    continue
                assert node.get("name", {}).get("value", "").strip(), f"{page}: {node}"


def test_one_first_heading_and_no_doubled_id(site):
    with site.browser(quiet=False) as browser:
        for page in PAGES:
            browser.open(site.sample.base + page)
            seen = browser.run("return [...document.querySelectorAll('h1')].filter((h) => h.checkVisibility()).length")
            assert seen == (2 if page.startswith("/packages/ripgrep?") else 1), page
            assert browser.run("const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); return ids.length === new Set(ids).size"), page
            assert browser.run("return document.documentElement.lang") == "en"


def test_360_pixels_are_enough(site):
    with site.browser(quiet=False, width=360, height=740) as browser:
        pages = [site.sample.base + page for page in PAGES]
        pages += [site.hostile.base + "/?q=hostile", site.hostile.base + "/packages/" + quoted("hostile" + IMAGE)]
        for page in pages:
            browser.open(page)
            browser.run("for (const d of document.querySelectorAll('details')) d.open = true")
            width = browser.run("return Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
            assert width <= 360, f"{page} is {width} wide"
        # Filters unfold above the results, a package takes the whole page.
        browser.open(site.sample.base + "/?q=editor")
        assert not browser.run("return document.querySelector('#filters').checkVisibility()")
        browser.click(".to-filters")
        assert browser.run("return document.querySelector('#filters').checkVisibility()")
        browser.click("#filters [name=license]")
        browser.wait("location.search.includes('license=')")
        browser.click(".hit h2 a")
        browser.wait("document.body.className === 'split'")
        assert not browser.run("return document.querySelector('#results').checkVisibility()")
        browser.click(".back")
        browser.wait("document.body.className === 'list'")
        small = browser.run("""return [...document.querySelectorAll("button, .pick, #q")].filter((e) => e.checkVisibility())
            .map((e) => [e.className || e.id, e.getBoundingClientRect().height]).filter(([, height]) => height < 24)""")
        assert not small, small
