"""Row P4: compiling solutions that begin with bits/stdc++.h, whole processes, against plain g++ -O2: a short one, in which the header
is most of the work, and a longer one that makes many templates into code, of which a precompiled header spares nothing.

Each round compiles another source, so that none is known; the hit compiles the same one again.

usage: compile.py EVALX
"""
import os
import re
import subprocess
import sys
import tempfile
import time

from rows import NULL, forget, interleave, row, write

EVALX = sys.argv[1]
ROUNDS = 7
PRECOMPILED_MOST, HIT_MOST = 0.35, 0.02

LONG = """#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const ll salt = %d;
struct edge { int to; ll weight; };
int main()
{
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    int n, m;
    cin >> n >> m;
    vector<vector<edge>> graph(n);
    map<string, int> names;
    auto index_of = [&](const string &name) { return names.emplace(name, (int)names.size()).first->second; };
    for (int i = 0; i < m; i++) {
        string a, b;
        ll w;
        cin >> a >> b >> w;
        int u = index_of(a), v = index_of(b);
        graph[u].push_back({v, w});
        graph[v].push_back({u, w});
    }
    vector<ll> distance(n, LLONG_MAX);
    priority_queue<pair<ll, int>, vector<pair<ll, int>>, greater<>> queue;
    queue.push({distance[0] = 0, 0});
    while (!queue.empty()) {
        auto [d, u] = queue.top();
        queue.pop();
        if (d > distance[u])
            continue;
        for (const edge &e : graph[u])
            if (d + e.weight < distance[e.to])
                queue.push({distance[e.to] = d + e.weight, e.to});
    }
    vector<pair<ll, string>> order;
    for (auto &[name, i] : names)
        order.emplace_back(distance[i], name);
    sort(order.begin(), order.end());
    for (auto &[d, name] : order)
        cout << name << ' ' << (d + salt) %% 1000000007 << '\\n';
}
"""

SHORT = """#include <bits/stdc++.h>
using namespace std;
int main()
{
    int n;
    cin >> n;
    vector<int> numbers(n);
    for (int &x : numbers)
        cin >> x;
    sort(numbers.begin(), numbers.end());
    long long sum = %d;
    for (int i = 0; i < n; i += 2)
        sum += numbers[i];
    cout << sum << endl;
}
"""


def header_seconds(folder):
    """What `evalx cache warm` takes for one header; it makes all that langs.yaml names. The problem has nothing to be compiled."""
    problem = os.path.join(folder, "problem")
    os.mkdir(problem)
    write(os.path.join(problem, "1.in"), "")
    write(os.path.join(problem, "1.ans"), "")
    forget()
    start = time.monotonic()
    done = subprocess.run([EVALX, "cache", "warm", problem], stdin=NULL, stdout=subprocess.PIPE, check=True)
    seconds = time.monotonic() - start
    count = int(re.search(rb"(\d+) headers? made", done.stdout).group(1))
    return seconds / count


def measure(name, text, folder, header):
    path, out = os.path.join(folder, "solution.cpp"), os.path.join(folder, "program")
    numbers = iter(range(1, 1 << 30))

    def new():
        return write(path, text % next(numbers))

    subprocess.run([EVALX, "compile", "--quiet", new(), "-o", out], stdin=NULL, check=True)
    made, hit, plain, same = interleave(
        lambda _: [EVALX, "compile", "--quiet", new(), "-o", out],
        lambda _: [EVALX, "compile", "--quiet", path, "-o", out],
        lambda _: ["g++", "-O2", "-o", out, new()],
        lambda _: ["g++", "-O2", "-std=gnu++20", "-static", "-o", out, new()], rounds=ROUNDS)
    row("P4", f"{name}, header precompiled, against g++ -O2", made / plain, "x", PRECOMPILED_MOST)
    row("P4", f"{name}, the same against g++ -O2 -std=gnu++20 -static", made / same, "x")
    row("P4", f"{name}, known program against g++ -O2", hit / plain, "x", HIT_MOST)
    row("P4", f"{name}: programs until the header has paid", header / max(same - made, 1e-9), "programs", digits=1)


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EVALX_CACHE_DIR"] = os.path.join(folder, "cache")
        header = header_seconds(folder)
        row("P4", "making the header, once", header, "s")
        measure("short", SHORT, folder, header)
        measure("long", LONG, folder, header)


main()
