"""Looks at the built site in Chromium: browse.py SITE

On every page: no request leaves the site, nothing is written to the console, the page is not wider than
a phone, and the text can be told from its background in both schemes. On one page: the switch to the
dark scheme, and the search, in each language.
"""

import functools
import http.server
import json
import sys
import threading
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
SEARCHES = [  # language, what is typed, the beginning of the address of a page that is found
    ("en", "naru::serial", "reference/serial.html"),
    ("en", "serial::post_after", "reference/serial.html#serial-post_after"),
    ("en", "lifetime", "docs/lifetime.html"),
    ("en", "reconnect", "reference/session/client_options.html"),
    ("ko", "세션", "docs/ko/"),
    ("ko", "완료 포트", "docs/ko/"),
]
CONTRAST = """
  const light = (color) => {
    const parts = color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const text = light(getComputedStyle(document.querySelector("article p, article li, article")).color);
  const ground = light(getComputedStyle(document.body).backgroundColor);
  return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def serve(site: Path) -> str:
    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/"


def start_browser() -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--disable-component-update"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)


class Check:
    def __init__(self, site: Path):
        self.site, self.base = site, serve(site)
        self.browser = start_browser()
        self.wrong = []
        self.requests = 0

    def fail(self, page: str, what: str) -> None:
        self.wrong.append(f"{page}: {what}")

    def look_at_log(self, page: str) -> None:
        """What the page asked for, and what it complained of, since the last call."""
        for entry in self.browser.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            if event["method"] == "Network.requestWillBeSent":
                self.requests += 1
                address = event["params"]["request"]["url"]
                if not address.startswith((self.base, "data:", "blob:" + self.base)):
                    self.fail(page, f"asks for {address}")
        for entry in self.browser.get_log("browser"):
            if "favicon.ico" not in entry["message"]:
                self.fail(page, f"says: {entry['message']}")

    def open(self, page: str) -> None:
        self.browser.get(self.base + page)

    def every_page(self) -> int:
        pages = sorted(str(page.relative_to(self.site)) for page in self.site.rglob("*.html"))
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
        for number, page in enumerate(pages):
            scheme = ("light", "dark")[number % 2]
            self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
                "features": [{"name": "prefers-color-scheme", "value": scheme}]})
            self.open(page)
            wide = self.browser.execute_script("return document.documentElement.scrollWidth")
            if wide > PHONE["width"]:
                self.fail(page, f"is {wide} pixels wide on a phone of {PHONE['width']}")
            if self.browser.execute_script(CONTRAST) < 7:
                self.fail(page, f"its text is hard to read in the {scheme} scheme")
            self.look_at_log(page)
            self.browser.execute_script("localStorage.clear()")
        self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": "light"}]})
        return len(pages)

    def scheme_switch(self) -> None:
        page = "index.html"
        self.open(page)
        before = self.scheme()
        self.browser.find_element(By.CSS_SELECTOR, "form[data-md-component=palette] label:not([hidden])").click()
        if (before, self.scheme()) != ("default", "slate"):
            self.fail(page, f"the switch leads from {before} to {self.scheme()}")
        self.open("docs/sessions.html")
        if self.scheme() != "slate":
            self.fail(page, "the next page has forgotten the dark scheme")
        self.look_at_log(page)

    def scheme(self) -> str:
        return self.browser.find_element(By.TAG_NAME, "body").get_attribute("data-md-color-scheme")

    def search(self, language: str, words: str, wanted: str) -> None:
        page = "docs/ko/index.html" if language == "ko" else "index.html"
        if not (self.site / page).exists():
            return
        self.open(page)
        field = self.browser.find_element(By.CSS_SELECTOR, "input[data-md-component=search-query]")
        self.browser.execute_script("arguments[0].focus()", field)
        field.send_keys(words)
        try:
            WebDriverWait(self.browser, 20).until(lambda _: any(wanted in one for one in self.found()))
        except Exception:
            self.fail(page, f"a search for {words} finds {self.found()[:5] or 'nothing'}, not {wanted}")
        self.look_at_log(page)

    def found(self) -> list[str]:
        return self.browser.execute_script(
            "return [...document.querySelectorAll('.md-search-result__link')].map((link) => link.href)")


def main() -> None:
    check = Check(Path(sys.argv[1]).resolve())
    begin = time.monotonic()
    try:
        check.scheme_switch()
        for search in SEARCHES:
            check.search(*search)
        pages = check.every_page()
    finally:
        check.browser.quit()
    print(f"{pages} pages in Chromium, {check.requests} requests, {len(SEARCHES)} searches, "
          f"{len(check.wrong)} wrong, {time.monotonic() - begin:.0f} s")
    if check.wrong:
        print(*check.wrong, sep="\n", file=sys.stderr)
        sys.exit(1)


main()
