#!/bin/bash
# Pages (--report, --format html): whole, safe whatever others wrote into them, and readable: in a real browser.
source "$(dirname "$0")/harness.bash"

if ! evalx doctor >/dev/null 2>&1; then
    skip "pages" "no sandbox works here"
    exit
fi
evalx init -q . >/dev/null

# --- Pages ----------------------------------------------------------------------------------------------------------

mkdir work pages
mkdir -p work/handed_in_by/somebody
cp problems/hello-sum/submissions/accepted/sum.cpp work/handed_in_by/somebody/
cp problems/hello-sum/submissions/*/{sum.py,overflow.c,undeclared.c,output_limit.c} work/ 2>/dev/null
cat >$'work/a"><script>document.title="owned"<\\script>\xff.py' <<'END'
import sys
print("<script>document.title='owned'</script><img src=x onerror=document.title='owned'>")
sys.stderr.write("</pre></details><script>document.title='owned'</script>\x1b[2J\x00\u202e&amp;")
sys.exit(3)  # </code></pre><script>document.title='owned'</script> <!-- ]]>
END
printf 'int main(void) { return "</pre><script>document.title=1</script>" \t\001 \xff\xfe<b onmouseover="document.title=1">; }\n' \
    >"work/<b onmouseover='document.title=1'>.c"
echo "  - $(printf 'x%.0s' {1..3000})" >"work/wide.py"

run evalx judge --each work --problem hello-sum --report pages/judge.html
status_is "a report changes no status" 1
stdout_has "nor the output" "8 submissions: "
run evalx judge --each work --problem hello-sum --no-history --format html
status_is "a page is a format, too" 1
is "the same page" "$(grep -c '<section id="s' .stdout)" "$(grep -c '<section id="s' pages/judge.html)"
run evalx verify problems/hello-sum --report pages/verify.html
status_is "verify writes one" 0
run evalx rejudge --problem hello-sum --report pages/rejudge.html
status_is "rejudge too" 0
evalx stats list --format csv >list.csv
id=$(awk -F, 'NR > 1 && /script/ { print $1; exit }' list.csv)
run evalx stats show "$id" --report pages/show.html
status_is "and stats show" 0
run evalx stats by language --report pages/stats.html
status_is "and stats by" 0

run evalx judge work/sum.py --problem hello-sum --report page.txt
status_is "a page is called .html" 2
run evalx judge work/sum.py --problem hello-sum --report nowhere/page.html
status_is "and is in a folder that is there" 3
stderr_has "which is told before anything is judged" "--report: nowhere/page.html"
stdout_lacks "and nothing was" "AC"

# --- What can be told without a browser -----------------------------------------------------------------------------

cat >read.py <<'END'
import html.parser, sys
VOID = {"meta", "link", "br", "img", "rect", "line", "wbr"}
class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.bad = [], [], [], []
    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        if len(names) != len(set(names)):
            self.bad.append(f"{tag}: an attribute twice")
        if tag in {"script", "iframe", "img", "object", "form", "b"} and not (tag == "b" and ("class", "l v-") <= attributes[0]):
            self.bad.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on") or name in {"style", "srcset"}:
                self.bad.append(f"{tag} {name}")
            if name == "id":
                self.ids.append(value)
            if name == "href" and value.startswith("#"):
                self.links.append(value[1:])
            elif name in {"href", "src"} and not value.startswith("data:,"):
                self.bad.append(f"{name}={value}")
        if tag not in VOID:
            self.open.append(tag)
    def handle_startendtag(self, tag, attributes):
        if tag not in {"rect", "line"}:
            self.bad.append(f"<{tag}/>")
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.bad.append(f"</{tag}> at {self.getpos()}")
for name in sys.argv[1:]:
    page = Page()
    page.feed(open(name, encoding="utf-8", errors="strict").read())
    page.close()
    problems = page.bad + page.open
    problems += [f"id {i} twice" for i in set(page.ids) if page.ids.count(i) > 1]
    problems += [f"#{link} leads nowhere" for link in page.links if link not in page.ids]
    print(("ok" if not problems else "not ok"), f"{name}: tags, ids and links are right" + (f" - {problems[:5]}" if problems else ""))
END
python3 read.py pages/*.html
is "no control characters" "$(LC_ALL=C grep -c $'[\x01-\x08\x0b-\x1f\x7f]' pages/judge.html)" 0
has "hints are in it" "$(cat pages/judge.html)" "use a larger type"
has "the first difference too" "$(cat pages/judge.html)" "First difference, in"
has "and the compiler's words below their line" "$(cat pages/judge.html)" 'class="said"'

# --- In a browser ---------------------------------------------------------------------------------------------------

browser=$(command -v chromium || command -v chromium-browser)
if [[ -z $browser ]]; then
    skip "pages in a browser" "no chromium"
    exit
fi

# A page in a frame of a given width, looked at from outside: pages themselves run no scripts.
frame()
{
    cat <<END
<!doctype html><title>frame</title><body><iframe id="frame" src="pages/$1.html" width="$2" height="800"></iframe><pre id="told"></pre>
<script>
function numbers(text) { return (text.match(/[\\d.]+/g) || []).map(Number); }
function luminance(colour) {
    const part = numbers(colour).slice(0, 3).map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
}
function background(view, element) {
    for (; element; element = element.parentElement) {
        const colour = view.getComputedStyle(element).backgroundColor, parts = numbers(colour);
        if (parts.length < 4 || parts[3] > 0) return colour;
    }
    return "rgb(255, 255, 255)";
}
function look() {
    const frame = document.getElementById("frame"), page = frame.contentDocument, view = frame.contentWindow, told = [];
    for (const details of page.querySelectorAll("details")) details.open = true;
    told.push("overflow " + (page.documentElement.scrollWidth - page.documentElement.clientWidth));
    let least = 99, words = 0;
    const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || element.closest(".skip")) continue;
        const a = luminance(view.getComputedStyle(element).color), b = luminance(background(view, element));
        least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
        words++;
    }
    told.push("contrast " + (least >= 4.5) + " " + (words > 20));
    let broken = 0;
    for (const link of page.querySelectorAll("a")) {
        link.click();
        if (view.location.hash !== link.getAttribute("href") || !page.querySelector(":target")) broken++;
    }
    told.push("broken " + broken);
    told.push("unnamed " + [...page.querySelectorAll("svg, .scroll")].filter(e => !e.getAttribute("aria-label")).length);
    let torn = 0;
    const names = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    while (names.nextNode()) {
        if (!names.currentNode.parentElement.closest("th, h1, h2, h3")) continue;
        for (const word of names.currentNode.data.matchAll(/[^\\/_\\s]+/g)) {
            const range = page.createRange();
            range.setStart(names.currentNode, word.index);
            range.setEnd(names.currentNode, word.index + word[0].length);
            if (word[0].length <= 12 && new Set([...range.getClientRects()].map(r => r.top)).size > 1) torn++;
        }
    }
    told.push("torn " + torn);
    const title = page.querySelector("h1").textContent;
    told.push("twice " + [...page.querySelectorAll("h2")].filter(e => e.textContent === title).length);
    told.push("h1 " + page.querySelectorAll("h1").length + " main " + page.querySelectorAll("main").length);
    told.push("owned " + /owned|^1\$/.test(page.title));
    told.push("dark " + view.matchMedia("(prefers-color-scheme: dark)").matches);
    document.getElementById("told").textContent = told.join("; ");
}
document.getElementById("frame").onload = look;
</script>
END
}

look()
{
    frame "$1" "$2" >frame.html
    timeout 100 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$scratch/browser" --allow-file-access-from-files \
        --disable-web-security --enable-logging=stderr --blink-settings=preferredColorScheme="$3" --virtual-time-budget=20000 \
        --dump-dom "file://$scratch/frame.html" 2>console.txt | grep -o '<pre id="told">[^<]*' | sed 's/.*>//'
    grep CONSOLE console.txt
}
good="overflow 0; contrast true true; broken 0; unnamed 0; torn 0; twice 0; h1 1 main 1; owned false"
for page in pages/*.html; do
    name=${page##*/}
    is "$name on a telephone, light" "$(look "${name%.html}" 360 1)" "$good; dark false"
done
is "judge.html on a telephone, dark" "$(look judge 360 0)" "$good; dark true"
is "verify.html on a wide screen, dark" "$(look verify 1300 0)" "$good; dark true"
is "judge.html on a wide screen, light" "$(look judge 1300 1)" "$good; dark false"
