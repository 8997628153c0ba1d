/* init_ci: data only: workflows of GitHub and GitLab that check a repository of problems. They run
 * in a container without privileges, where no sandbox can be made: the programs are the jury's own,
 * so --trusted will do. */
#include "cli/init_files.h"

const char init_github[] =
    "# Checks every problem on each push, and writes what it finds beside the changed files.\n"
    "# EVALX_SOURCE, a variable of the repository: the address to clone evalx from.\n"
    "name: problems\n"
    "on:\n"
    "  push:\n"
    "  pull_request:\n"
    "\n"
    "jobs:\n"
    "  verify:\n"
    "    runs-on: ubuntu-latest\n"
    "    container: debian:12\n"
    "    timeout-minutes: 60\n"
    "    steps:\n"
    "      - run: apt-get update && apt-get install -y --no-install-recommends make git "
    "ca-certificates\n"
    "      - uses: actions/checkout@v4\n"
    "      - name: install evalx\n"
    "        env:\n"
    "          EVALX_SOURCE: ${{ vars.EVALX_SOURCE }}\n"
    "        run: |\n"
    "          git clone --depth 1 \"$EVALX_SOURCE\" /tmp/evalx\n"
    "          cd /tmp/evalx && tests/tools/install-deps build run && make install\n"
    "      - name: verify\n"
    "        run: evalx verify problems/* --trusted --format github\n";

const char init_gitlab[] =
    "# Checks every problem on each push; the merge request shows what failed.\n"
    "# EVALX_SOURCE, a CI/CD variable of the project: the address to clone evalx from.\n"
    "verify:\n"
    "  image: debian:12\n"
    "  timeout: 1 hour\n"
    "  before_script:\n"
    "    - apt-get update && apt-get install -y --no-install-recommends make git ca-certificates\n"
    "    - git clone --depth 1 \"$EVALX_SOURCE\" /tmp/evalx\n"
    "    - (cd /tmp/evalx && tests/tools/install-deps build run && make install)\n"
    "  script:\n"
    "    - evalx verify problems/* --trusted --format junit >verify.xml\n"
    "  artifacts:\n"
    "    when: always\n"
    "    reports:\n"
    "      junit: verify.xml\n";
