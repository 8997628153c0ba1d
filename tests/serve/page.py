#!/usr/bin/env python3
# timeout: 280
"""The live page in a headless Chromium, spoken to over a pipe (Chrome DevTools Protocol)."""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys

from service import RIGHT, SCRATCH, SECRET, WRONG, Service, finish, is_, true, write_problem

browser = shutil.which("chromium") or shutil.which("chromium-browser")
if browser is None:
    print("skip the page in a browser - no chromium")
    sys.exit()


class Page:
    """One tab. Everything that it complains of, and every address that it asks, is kept."""

    def __init__(self, url):
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()

        def pipes():  # fd 3: commands, fd 4: answers
            first, second = os.dup(to_read), os.dup(from_write)
            os.dup2(first, 3)
            os.dup2(second, 4)

        self.process = subprocess.Popen(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
             f"--user-data-dir={SCRATCH}/browser", "--window-size=1200,900", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(SCRATCH / "browser.log", "wb"),
            preexec_fn=pipes, close_fds=False)
        os.close(to_read)
        os.close(from_write)
        self.commands, self.answers = os.fdopen(to_write, "wb"), os.fdopen(from_read, "rb")
        self.number, self.rest, self.session = 0, b"", None
        self.complaints, self.asked = [], []
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.do(domain + ".enable")
        self.do("Page.navigate", url=url)

    def receive(self):
        while b"\0" not in self.rest:
            piece = os.read(self.answers.fileno(), 1 << 16)
            if not piece:
                raise RuntimeError("the browser has ended")
            self.rest += piece
        line, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(line)
        method, given = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.asked.append(given["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(given["exceptionDetails"].get("text", ""))
        elif method == "Log.entryAdded" and given["entry"]["level"] == "error":
            self.complaints.append(given["entry"]["text"] + " " + given["entry"].get("url", ""))
        return message

    def do(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session is not None:
            message["sessionId"] = self.session
        self.commands.write(json.dumps(message).encode() + b"\0")
        self.commands.flush()
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer.get("result", {})

    def eval(self, text):
        answer = self.do("Runtime.evaluate", expression=text, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{text}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, name, text):
        """A fact that becomes true: the page itself waits for it, a minute at most."""
        found = self.eval("new Promise((done) => { let left = 600; const look = () => {"
                          f" if ({text}) done(true); else if (left-- === 0) done(false); else setTimeout(look, 100); }}; look(); }})")
        true(name, found, self.eval("document.body.innerText"))

    def close(self):
        self.process.kill()
        self.process.wait()


# How well the text can be read: the least contrast (WCAG 2.1) of any text that is shown.
CONTRAST = """(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const parts = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data; };
    const light = (colour) => { const part = [...parts(colour)].slice(0, 3)
        .map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2]; };
    const below = (element) => { for (; element; element = element.parentElement || element.getRootNode().host) {
        const colour = getComputedStyle(element).backgroundColor; if (parts(colour)[3] > 0) return colour; } return "white"; };
    let least = 99;
    let worst = "";
    for (const tree of [document.body, document.getElementById("report").shadowRoot]) {
        const walker = document.createTreeWalker(tree, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!element || element.localName === "style" || !walker.currentNode.data.trim()) continue;
            if (element.getClientRects().length === 0) continue;
            const a = light(getComputedStyle(element).color), b = light(below(element));
            const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (contrast < least) [least, worst] = [contrast, walker.currentNode.data];
        }
    }
    return [least, worst];
})()"""

def look(page, name):
    """A picture for people, where EVALX_PICTURES names a folder."""
    folder = os.environ.get("EVALX_PICTURES")
    if folder:
        picture = page.do("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        (pathlib.Path(folder) / f"{name}.png").write_bytes(base64.b64decode(picture))


write_problem()
service = Service()
origin = f"http://127.0.0.1:{service.port}/"
first = service.submit(RIGHT, user="ann").json["id"]
page = Page(origin)

page.until("the page is live", 'document.getElementById("connection")?.textContent === "live"')
page.until("what was judged before is there", f'document.querySelector(\'tr[data-id="{first}"]\') !== null')
page.until("the worker is there", 'document.querySelector("#workers tbody tr td")?.textContent === "local"')

hostile = '<img src=x onerror="document.title=1">'
script = "<script>document.title = 2</script>"
second = service.submit(WRONG + f"/* </code></pre>{script}{hostile} */", user=hostile).json["id"]
row = f'document.querySelector(\'tr[data-id="{second}"]\')'
page.until("a new one streams in, to its verdict", f'{row} !== null && {row}.cells[5].textContent === "WA"')
is_("what others have written is text", page.eval(f"{row}.cells[3].textContent"), hostile)
is_("and never a part of the page", page.eval('document.querySelectorAll("td img").length'), 0)
is_("the newest is on top", page.eval('document.querySelector("#latest tbody tr").dataset.id'), second)

page.eval(f"{row}.click()")
page.until("its detail opens", '!document.getElementById("detail").hidden')
REPORT = 'document.getElementById("report").shadowRoot'
page.until("with its report", f'{REPORT} !== null && {REPORT}.querySelector("section h2") !== null')
is_("with every test for the operator", page.eval(f'{REPORT}.querySelectorAll("tr[id^=s1t]").length'), 3)
true("and what was expected", str(2 * int(SECRET)) in page.eval(f'{REPORT}.querySelector(".sides").textContent'))
is_("and plots of what tests took", page.eval(f'{REPORT}.querySelectorAll("svg").length'), 2)
true("and the source, as text", script in page.eval(f'{REPORT}.querySelector("details code").textContent'))
is_("that never becomes a part of the page", page.eval(f'{REPORT}.querySelectorAll("script, img").length'), 0)
page.until("in the report's own style", f'getComputedStyle({REPORT}.querySelector(".v")).fontWeight === "600"')
page.until("the operator has verbs", 'document.getElementById("verbs")?.hidden === false')
page.eval('document.querySelector("[data-verb=\\"/v1/queue/pause\\"]").click()')
page.until("the queue is paused from the page", 'document.getElementById("flow").textContent === "paused"')
is_("and really is", service.get("/v1/queue").json["paused"], True)
page.eval('document.querySelector("[data-verb=\\"/v1/queue/resume\\"]").click()')
page.until("and goes on", 'document.getElementById("flow").textContent === "running"')
page.eval('document.getElementById("rejudge").click()')
page.until("judging again is seen", 'document.getElementById("detail-title").textContent.endsWith("WA")')
page.until("and has its report again", f'{REPORT}.querySelector("section h2") !== null')
page.eval(f'{REPORT}.querySelectorAll("details").forEach((part) => {{ part.open = true; }})')
is_("it was the second judging", service.wait_all([second])[second]["judging"], 2)

for scheme in ("light", "dark"):
    page.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    contrast = page.eval(CONTRAST)
    true(f"{scheme}: all text can be read", contrast[0] >= 4.5, contrast)
    look(page, scheme)
is_("dark is another colour than light",
    page.eval('getComputedStyle(document.body).backgroundColor') == "rgb(252, 252, 251)", False)
page.do("Emulation.setDeviceMetricsOverride", width=400, height=800, deviceScaleFactor=1, mobile=True)
is_("a narrow window needs no sideways scrolling",
    page.eval("document.documentElement.scrollWidth > document.documentElement.clientWidth"), False)
look(page, "narrow")
is_("nothing was complained of", page.complaints, [])
is_("nothing else was asked", [url for url in page.asked if not url.startswith((origin, "about:"))], [])

# ---- with tokens ----
admin = service.post("/v1/tokens", {"role": "admin"}).json["token"]
page.do("Page.reload")
page.until("it is live without a token", 'document.getElementById("connection")?.textContent === "live"')
is_("but has no verbs then", page.eval('document.getElementById("verbs").hidden'), True)
page.eval(f'document.getElementById("token").value = "{admin}"; document.querySelector("#login button").click()')
page.until("they come with an admin's token", 'document.getElementById("verbs")?.hidden === false')
is_("the token is not in the page's address", admin in page.eval("location.href"), False)
ann = service.post("/v1/tokens", {"role": "submit", "user": "ann"}, token=admin).json["token"]
own = service.submit(WRONG, token=ann).json["id"]
page.eval(f'document.getElementById("token").value = "{ann}"; document.querySelector("#login button").click()')
page.until("a user sees the user's own", f'document.querySelector(\'tr[data-id="{own}"]\') !== null')
page.until("and has no verbs", 'document.getElementById("verbs").hidden')
page.eval(f'document.querySelector(\'tr[data-id="{own}"]\').click()')
page.until("with the report", f'{REPORT}?.querySelector("section h2") != null')
is_("of the samples", page.eval(f'[...{REPORT}.querySelectorAll("tr[id^=s1t] th")].map((cell) => cell.textContent).join()'), "sample/1")
is_("and nothing that is secret", SECRET in page.eval(f"{REPORT}.textContent") or str(2 * int(SECRET)) in page.eval(f"{REPORT}.textContent"), False)
page.close()
service.stop()
finish()
