#compdef evalx
# zsh completion for evalx, made by tests/tools/gen-completions: change the option tables, not this file.

_evalx_words()
{
    local -a words=(${(f)"$(evalx complete $1 2>/dev/null)"})
    compadd -a words
}

_evalx_languages() { _evalx_words languages }
_evalx_submissions() { _evalx_words submissions }
_evalx_users() { _evalx_words users }

_evalx_problems()
{
    _evalx_words problems
    _files -/
}

_evalx_stats_operands()
{
    local verb=${words[(r)(show|diff|export|by|backup)]}
    case $verb in
    show | diff | export) _evalx_submissions ;;
    by) compadd problem language verdict user hour test ;;
    backup) _files ;;
    *) compadd overview by slowest list show diff export prune backup board ;;
    esac
}

_evalx()
{
    local -a commands=(
        'judge:compile submissions, run them on a problem'\''s tests, tell their verdicts'
        'verify:check problem packages: validators, jury submissions, time limits, tests'
        'run:run a program in the sandbox, under limits, with your input and output'
        'compile:compile one program in the sandbox'
        'init:make a workspace: evalx.yaml and an example problem'
        'doctor:tell what this host gives the sandbox, and how to mend what it lacks'
        'langs:list the languages, and how to install those that are missing; check them'
        'cache:show what the cache holds and has saved, make room in it, fill it ahead'
        'stats:what the history knows: statistics, single submissions'
        'rejudge:judge submissions of the history once more, and tell what changes'
        'stress:find a small input on which two solutions differ'
        'serve-queue:the judging service: HTTP API, live page, queue, webhooks, metrics'
        'worker:a machine that judges for evalx serve-queue, by way of Redis'
        'submit:hand submissions in to a judging service'
        'queue:operate a judging service: queue, workers, tokens, webhooks'
        'help:the options of a command'
    )
    if ((CURRENT == 2)); then
        _describe command commands
        _arguments --help --version
        return
    fi
    local command=$words[2]
    shift words
    ((CURRENT--))
    case $command in
    help) _describe command commands ;;
    judge)
        _arguments -s \
            {-p,--problem}'[the problem\: a folder or archive, or a name in the workspace'\''s folder of problems]:PROBLEM:_evalx_problems' \
            '*--each[judge every file and folder in FOLDER, which may be an archive, as a submission of its own (repeatable)]:FOLDER:_files' \
            '--users[with --each\: whose a submission is, by its path\: moodle, canvas, folders, or a pattern such as {user}/{attempt}]:PATTERN:(moodle canvas folders)' \
            '--attempt[with --users\: which attempts are judged, and which one counts\: latest, best or all (default\: latest)]:WHICH:(latest best all)' \
            '--gradebook[with --users\: write a row of CSV for each user]:FILE:_files' \
            '--feedback[with --users\: write a page of HTML for each user into a new folder; it tells nothing of secret data]:FOLDER:_files -/' \
            '--batch[judge what the lines of FILE name, {"id", "source", "language", "problem"} each; - is standard input; results are told as they end, as ndjson where --format is not given]:FILE:_files' \
            '--resume[with --batch\: add the results to FILE, and judge nothing whose result is there]:FILE:_files' \
            '--tests[only tests whose name matches\: '\''sample/*'\'' (default\: all)]:GLOB:' \
            '--stop-on-first[skip the rest of a submission'\''s tests after the first that is not accepted]' \
            '--all[undo --stop-on-first (default)]' \
            '--all-tests[run the tests too that the problem'\''s scoring leaves out, as something before them decides; scores stay the same]' \
            '--explain-score[tell how every point came about, group by group, test by test]' \
            '--transcript[of an interactive problem\: write to FILE what submission and interactor say to each other, and when; times are longer then]:FILE:_files' \
            '--hint-command[a command of yours that is told of each submission that is not accepted, as JSON on its standard input, and prints more hints, a line each; it is not sandboxed]:COMMAND:' \
            '--hint-time[how long --hint-command may take for a submission (default\: 10s)]:DURATION:' \
            '--repeat[run every test N times and tell the least, median and most CPU time; the worst verdict counts]:N:' \
            '--time-source[what time limits count\: cpu, instructions or task-clock (default\: cpu); all but cpu are experimental]:SOURCE:(cpu instructions task-clock)' \
            '--instructions-per-second[with --time-source instructions\: so many are a second (default\: 2000000000)]:N:' \
            '--server[let this judging service judge (see evalx submit), and show what it tells]:URL:' \
            {-f,--format}'[table, json, ndjson, junit, tap, csv, markdown or html (default\: table)]:FORMAT:(table json ndjson junit tap csv markdown html)' \
            '--watch[judge again whenever a source or the problem is changed, until Ctrl-C]' \
            '--no-progress[no progress bar on a terminal]' \
            '--problems[where problems are looked up by name (default\: the workspace'\''s folder)]:FOLDER:_files -/' \
            '--report[write a page for people, one self-contained file\: FILE.html]:FILE:_files' \
            {-l,--lang}'[the language, by id, alias or name (default\: found out from name and content)]:LANGUAGE:_evalx_languages' \
            {-j,--slots}'[how many programs run at once (default\: one per physical CPU)]:N:' \
            '--trusted[where no sandbox works, run with less protection\: only for programs you trust]' \
            '--fresh[use nothing from the cache]' \
            '--cache-size[what the cache may take on the disk (default\: 2G)]:SIZE:' \
            {-q,--quiet}'[only the result]' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--profile[flags and priorities of languages as others have them\: icpc, kattis or bapc]:NAME:(icpc kattis bapc)' \
            '--hints[the table of hints, or none (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--db[the history (default\: the workspace'\''s, else evalx/history.db in XDG_STATE_HOME)]:FILE:_files' \
            '--no-history[record nothing in the history]' \
            {-u,--user}'[who has handed it in\: a name for the history, its statistics and boards]:USER:_evalx_users' \
            {-t,--time}'[CPU time of all processes together\: 500ms, 2s (default\: the package'\''s; run\: 2s)]:DURATION:' \
            '--wall[wall-clock time (default\: twice the CPU time and 1s)]:DURATION:' \
            {-m,--memory}'[memory and swap of all processes together\: 256M, 1G (default\: the package'\''s, there 2048M; run\: 256M)]:SIZE:' \
            '--processes[processes and threads alive at once (default\: 64)]:N:' \
            '--output[standard output and error together (default\: the package'\''s, there 8M; run\: 64M)]:SIZE:' \
            '--written[files written in the sandbox together (default\: 256M)]:SIZE:' \
            '--files[files and folders in the sandbox'\''s writable folders (default\: 4096)]:N:' \
            '--stack[stack of the main thread (default\: as the memory limit)]:SIZE:' \
            '--open-files[open files of one process (default\: 256)]:N:' \
            '--compile-time[CPU time of compiling (default\: 30s)]:DURATION:' \
            '--compile-wall[wall-clock time of compiling (default\: 60s)]:DURATION:' \
            '--compile-memory[memory of compiling (default\: 2G)]:SIZE:' \
            '--compile-processes[processes and threads of compiling (default\: 256)]:N:' \
            '--compile-output[messages of the compiler (default\: 8M)]:SIZE:' \
            '--compile-written[files that compiling writes (default\: 256M)]:SIZE:' \
            {-h,--help}'[this text]' \
            '*:source:_files'
        ;;
    verify)
        _arguments -s \
            '--only[only these parts, with commas between\: validators, submissions, limits (default\: all)]:PARTS:(validators submissions limits)' \
            '--werror[warnings fail a package, too]' \
            '--watch[go on\: check again what an edit has touched, until Ctrl-C]' \
            '--fuzz-input[put N spoiled inputs to the input validators, and keep those that all accept]:N:' \
            '--seed[by which inputs are spoiled\: the same gives the same (default\: 1)]:N:' \
            '--mutants[where accepted spoiled inputs are kept (default\: mutants)]:FOLDER:_files -/' \
            {-f,--format}'[table, json, junit or github (default\: table)]:FORMAT:(table json junit github)' \
            '--no-progress[no progress line on a terminal]' \
            '--problems[where problems are looked up by name (default\: the workspace'\''s folder)]:FOLDER:_files -/' \
            '--report[write a page for people, one self-contained file\: FILE.html]:FILE:_files' \
            {-j,--slots}'[how many programs run at once (default\: one per physical CPU)]:N:' \
            '--trusted[where no sandbox works, run with less protection\: only for programs you trust]' \
            '--fresh[use nothing from the cache]' \
            '--cache-size[what the cache may take on the disk (default\: 2G)]:SIZE:' \
            {-q,--quiet}'[only the result]' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--profile[flags and priorities of languages as others have them\: icpc, kattis or bapc]:NAME:(icpc kattis bapc)' \
            '--db[the history (default\: the workspace'\''s, else evalx/history.db in XDG_STATE_HOME)]:FILE:_files' \
            '--no-history[record nothing in the history]' \
            {-t,--time}'[CPU time of all processes together\: 500ms, 2s (default\: the package'\''s; run\: 2s)]:DURATION:' \
            '--wall[wall-clock time (default\: twice the CPU time and 1s)]:DURATION:' \
            {-m,--memory}'[memory and swap of all processes together\: 256M, 1G (default\: the package'\''s, there 2048M; run\: 256M)]:SIZE:' \
            '--processes[processes and threads alive at once (default\: 64)]:N:' \
            '--output[standard output and error together (default\: the package'\''s, there 8M; run\: 64M)]:SIZE:' \
            '--written[files written in the sandbox together (default\: 256M)]:SIZE:' \
            '--files[files and folders in the sandbox'\''s writable folders (default\: 4096)]:N:' \
            '--stack[stack of the main thread (default\: as the memory limit)]:SIZE:' \
            '--open-files[open files of one process (default\: 256)]:N:' \
            '--compile-time[CPU time of compiling (default\: 30s)]:DURATION:' \
            '--compile-wall[wall-clock time of compiling (default\: 60s)]:DURATION:' \
            '--compile-memory[memory of compiling (default\: 2G)]:SIZE:' \
            '--compile-processes[processes and threads of compiling (default\: 256)]:N:' \
            '--compile-output[messages of the compiler (default\: 8M)]:SIZE:' \
            '--compile-written[files that compiling writes (default\: 256M)]:SIZE:' \
            {-h,--help}'[this text]' \
            '*:problem:_evalx_problems'
        ;;
    run)
        _arguments -s \
            {-e,--explain}'[print what the sandbox would be, and run nothing]' \
            {-f,--format}'[the report on standard error\: table (one line) or json (default\: table)]:FORMAT:(table json)' \
            '--report-fd[write the report to this open file descriptor (default\: 2)]:N:' \
            {-l,--lang}'[the language, by id, alias or name (default\: found out from name and content)]:LANGUAGE:_evalx_languages' \
            {-j,--slots}'[how many programs run at once (default\: one per physical CPU)]:N:' \
            '--trusted[where no sandbox works, run with less protection\: only for programs you trust]' \
            '--fresh[use nothing from the cache]' \
            '--cache-size[what the cache may take on the disk (default\: 2G)]:SIZE:' \
            {-q,--quiet}'[only the result]' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--profile[flags and priorities of languages as others have them\: icpc, kattis or bapc]:NAME:(icpc kattis bapc)' \
            {-t,--time}'[CPU time of all processes together\: 500ms, 2s (default\: the package'\''s; run\: 2s)]:DURATION:' \
            '--wall[wall-clock time (default\: twice the CPU time and 1s)]:DURATION:' \
            {-m,--memory}'[memory and swap of all processes together\: 256M, 1G (default\: the package'\''s, there 2048M; run\: 256M)]:SIZE:' \
            '--processes[processes and threads alive at once (default\: 64)]:N:' \
            '--output[standard output and error together (default\: the package'\''s, there 8M; run\: 64M)]:SIZE:' \
            '--written[files written in the sandbox together (default\: 256M)]:SIZE:' \
            '--files[files and folders in the sandbox'\''s writable folders (default\: 4096)]:N:' \
            '--stack[stack of the main thread (default\: as the memory limit)]:SIZE:' \
            '--open-files[open files of one process (default\: 256)]:N:' \
            '--compile-time[CPU time of compiling (default\: 30s)]:DURATION:' \
            '--compile-wall[wall-clock time of compiling (default\: 60s)]:DURATION:' \
            '--compile-memory[memory of compiling (default\: 2G)]:SIZE:' \
            '--compile-processes[processes and threads of compiling (default\: 256)]:N:' \
            '--compile-output[messages of the compiler (default\: 8M)]:SIZE:' \
            '--compile-written[files that compiling writes (default\: 256M)]:SIZE:' \
            {-h,--help}'[this text]' \
            '*:source:_files'
        ;;
    compile)
        _arguments -s \
            {-o,--out}'[where the program goes, a folder where it has several files (default\: it is not kept)]:FILE:_files' \
            {-l,--lang}'[the language, by id, alias or name (default\: found out from name and content)]:LANGUAGE:_evalx_languages' \
            {-j,--slots}'[how many programs run at once (default\: one per physical CPU)]:N:' \
            '--trusted[where no sandbox works, run with less protection\: only for programs you trust]' \
            '--fresh[use nothing from the cache]' \
            '--cache-size[what the cache may take on the disk (default\: 2G)]:SIZE:' \
            {-q,--quiet}'[only the result]' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--profile[flags and priorities of languages as others have them\: icpc, kattis or bapc]:NAME:(icpc kattis bapc)' \
            '--hints[the table of hints, or none (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--compile-time[CPU time of compiling (default\: 30s)]:DURATION:' \
            '--compile-wall[wall-clock time of compiling (default\: 60s)]:DURATION:' \
            '--compile-memory[memory of compiling (default\: 2G)]:SIZE:' \
            '--compile-processes[processes and threads of compiling (default\: 256)]:N:' \
            '--compile-output[messages of the compiler (default\: 8M)]:SIZE:' \
            '--compile-written[files that compiling writes (default\: 256M)]:SIZE:' \
            {-h,--help}'[this text]' \
            '*:source:_files'
        ;;
    init)
        _arguments -s \
            '--from[write this package, of any format, as one of the ICPC format 2025-09]:PACKAGE:' \
            {-j,--slots}'[how many programs run at once (default\: one per physical CPU)]:N:' \
            '--trusted[where no sandbox works, run with less protection\: only for programs you trust]' \
            '--fresh[use nothing from the cache]' \
            '--cache-size[what the cache may take on the disk (default\: 2G)]:SIZE:' \
            {-q,--quiet}'[only the result]' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--profile[flags and priorities of languages as others have them\: icpc, kattis or bapc]:NAME:(icpc kattis bapc)' \
            {-h,--help}'[this text]' \
            ':folder:_files -/'
        ;;
    doctor)
        _arguments -s \
            '--worker[can this machine be a worker? tries Redis, the server and a program]' \
            {-f,--format}'[table or json (default\: table)]:FORMAT:(table json)' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--redis[where submissions wait\: redis\://\[user@\]host\[\:port\]\[/db\] or unix\:///path]:URL:' \
            '--redis-password-file[a file with the password of Redis]:FILE:_files' \
            '--server[where to fetch problem sets (default\: what the server says)]:URL:' \
            '--token-file[a file with this worker'\''s token (default\: EVALX_TOKEN)]:FILE:_files' \
            '--cache[for problem sets (default\: worker in the user'\''s cache folder)]:FOLDER:_files -/' \
            '--redis-name[which queue of that Redis (default\: evalx)]:NAME:' \
            {-h,--help}'[this text]' \
            '*: :'
        ;;
    langs)
        _arguments -s \
            '--check[compile and run small programs in the languages named, or in all that are installed and not marked untested]' \
            {-f,--format}'[table or json (default\: table)]:FORMAT:(table json)' \
            {-j,--slots}'[how many programs run at once (default\: one per physical CPU)]:N:' \
            '--trusted[where no sandbox works, run with less protection\: only for programs you trust]' \
            '--fresh[use nothing from the cache]' \
            '--cache-size[what the cache may take on the disk (default\: 2G)]:SIZE:' \
            {-q,--quiet}'[only the result]' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--profile[flags and priorities of languages as others have them\: icpc, kattis or bapc]:NAME:(icpc kattis bapc)' \
            {-h,--help}'[this text]' \
            '*:language:_evalx_languages'
        ;;
    cache)
        _arguments -s \
            '--size[prune\: what may be left, 500M (default\: the cache'\''s own limit)]:SIZE:' \
            '--all[prune\: remove everything]' \
            '--sources[warm\: of each problem, so many sources of the history that came more than once, the most frequent first (default\: 100)]:N:' \
            '--problems[where problems are looked up by name (default\: the workspace'\''s folder)]:FOLDER:_files -/' \
            {-f,--format}'[table or json (default\: table)]:FORMAT:(table json)' \
            {-j,--slots}'[how many programs run at once (default\: one per physical CPU)]:N:' \
            '--trusted[where no sandbox works, run with less protection\: only for programs you trust]' \
            '--fresh[use nothing from the cache]' \
            '--cache-size[what the cache may take on the disk (default\: 2G)]:SIZE:' \
            {-q,--quiet}'[only the result]' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--profile[flags and priorities of languages as others have them\: icpc, kattis or bapc]:NAME:(icpc kattis bapc)' \
            '--db[the history (default\: the workspace'\''s, else evalx/history.db in XDG_STATE_HOME)]:FILE:_files' \
            {-h,--help}'[this text]' \
            '1:verb:(show prune warm)' '*:problem:_evalx_problems'
        ;;
    stats)
        _arguments -s \
            '--since[only what was judged since then\: 2026-11-21, '\''2026-11-21 14\:30'\'', or how long ago\: 90m, 36h, 7d]:TIME:' \
            '--until[only what was judged before]:TIME:' \
            {-p,--problem}'[only this problem]:PROBLEM:_evalx_problems' \
            {-l,--lang}'[only this language, by its id]:LANGUAGE:_evalx_languages' \
            '--verdict[only this verdict\: WA, or its name]:VERDICT:(AC PA WA PE NO OLE TLE ILE MLE RTE SV CE JE)' \
            {-u,--user}'[only what this user has handed in]:USER:_evalx_users' \
            {-k,--kind}'[judge\: what was handed in; verify\: jury submissions that evalx verify has run; or all (default\: judge; prune\: all)]:KIND:(judge verify all)' \
            {-n,--limit}'[list, slowest\: as many rows at most (default\: 20)]:N:' \
            {-o,--output}'[export ID\: the folder to make, or the tar\: appeal.tar.gz (default\: submission-ID)]:PATH:_files' \
            '--final[board\: with what came after the freeze too (default\: only counted)]' \
            '--older[prune\: remove what was judged longer ago than that\: 90d, 26w]:SPAN:' \
            {-f,--format}'[table, json or csv (default\: table)]:FORMAT:(table json csv)' \
            {-q,--quiet}'[only the result]' \
            '--report[write a page for people, one self-contained file\: FILE.html]:FILE:_files' \
            '--db[the history (default\: the workspace'\''s, else evalx/history.db in XDG_STATE_HOME)]:FILE:_files' \
            {-h,--help}'[this text]' \
            '*:verb:_evalx_stats_operands'
        ;;
    rejudge)
        _arguments -s \
            {-p,--problem}'[only submissions to this problem]:PROBLEM:_evalx_problems' \
            {-l,--lang}'[only submissions in this language, by its id]:LANGUAGE:_evalx_languages' \
            '--verdict[only what has this verdict now]:VERDICT:(AC PA WA PE NO OLE TLE ILE MLE RTE SV CE JE)' \
            {-u,--user}'[only what this user has handed in]:USER:_evalx_users' \
            '--since[only what was judged since then\: 2026-11-21, '\''2026-11-21 14\:30'\'', 5h]:TIME:' \
            '--until[only what was judged before]:TIME:' \
            '--changed[only what was judged by another revision of its package than the one now]' \
            '--apply[make the new verdicts count; the old judgings are kept]' \
            '--problems[where problems are looked up that are not where they were (default\: the workspace'\''s folder)]:FOLDER:_files -/' \
            {-f,--format}'[table (of what changes), json or csv (of all) (default\: table)]:FORMAT:(table json csv)' \
            '--report[write a page for people, one self-contained file\: FILE.html]:FILE:_files' \
            {-j,--slots}'[how many programs run at once (default\: one per physical CPU)]:N:' \
            '--trusted[where no sandbox works, run with less protection\: only for programs you trust]' \
            '--fresh[use nothing from the cache]' \
            '--cache-size[what the cache may take on the disk (default\: 2G)]:SIZE:' \
            {-q,--quiet}'[only the result]' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--profile[flags and priorities of languages as others have them\: icpc, kattis or bapc]:NAME:(icpc kattis bapc)' \
            '--db[the history (default\: the workspace'\''s, else evalx/history.db in XDG_STATE_HOME)]:FILE:_files' \
            {-t,--time}'[CPU time of all processes together\: 500ms, 2s (default\: the package'\''s; run\: 2s)]:DURATION:' \
            '--wall[wall-clock time (default\: twice the CPU time and 1s)]:DURATION:' \
            {-m,--memory}'[memory and swap of all processes together\: 256M, 1G (default\: the package'\''s, there 2048M; run\: 256M)]:SIZE:' \
            '--processes[processes and threads alive at once (default\: 64)]:N:' \
            '--output[standard output and error together (default\: the package'\''s, there 8M; run\: 64M)]:SIZE:' \
            '--written[files written in the sandbox together (default\: 256M)]:SIZE:' \
            '--files[files and folders in the sandbox'\''s writable folders (default\: 4096)]:N:' \
            '--stack[stack of the main thread (default\: as the memory limit)]:SIZE:' \
            '--open-files[open files of one process (default\: 256)]:N:' \
            '--compile-time[CPU time of compiling (default\: 30s)]:DURATION:' \
            '--compile-wall[wall-clock time of compiling (default\: 60s)]:DURATION:' \
            '--compile-memory[memory of compiling (default\: 2G)]:SIZE:' \
            '--compile-processes[processes and threads of compiling (default\: 256)]:N:' \
            '--compile-output[messages of the compiler (default\: 8M)]:SIZE:' \
            '--compile-written[files that compiling writes (default\: 256M)]:SIZE:' \
            {-h,--help}'[this text]' \
            '*:submission:_evalx_submissions'
        ;;
    stress)
        _arguments -s \
            {-g,--gen}'[the program that makes inputs]:SRC:_files' \
            '--gen-args[its arguments; {seed} and {size} are replaced (default\: '\''{seed} {size}'\'')]:WORDS:' \
            {-p,--problem}'[the problem\: its validators and limits hold (default\: outputs are compared token by token)]:PROBLEM:_evalx_problems' \
            '--validator[an output validator of Kattis'\'' kind that judges the outputs]:SRC:_files' \
            '--seed[the seed of the first round, the next round has the next one (default\: 1)]:N:' \
            '--rounds[how many inputs to try (default\: 1000)]:N:' \
            '--size[{size} goes from 1 to N, and again (default\: 10)]:N:' \
            '--tries[how often a smaller input may be tried, 0\: it stays as it is (default\: 1000)]:N:' \
            {-o,--out}'[where the input goes (default\: stress-SEED.in)]:FILE:_files' \
            {-f,--format}'[table or json (default\: table)]:FORMAT:(table json)' \
            '--no-progress[no progress line on a terminal]' \
            '--problems[where problems are looked up by name (default\: the workspace'\''s folder)]:FOLDER:_files -/' \
            {-j,--slots}'[how many programs run at once (default\: one per physical CPU)]:N:' \
            '--trusted[where no sandbox works, run with less protection\: only for programs you trust]' \
            '--fresh[use nothing from the cache]' \
            '--cache-size[what the cache may take on the disk (default\: 2G)]:SIZE:' \
            {-q,--quiet}'[only the result]' \
            '--langs[the table of languages (default\: the workspace'\''s, else the one that came with evalx)]:FILE:_files' \
            '--profile[flags and priorities of languages as others have them\: icpc, kattis or bapc]:NAME:(icpc kattis bapc)' \
            {-t,--time}'[CPU time of all processes together\: 500ms, 2s (default\: the package'\''s; run\: 2s)]:DURATION:' \
            '--wall[wall-clock time (default\: twice the CPU time and 1s)]:DURATION:' \
            {-m,--memory}'[memory and swap of all processes together\: 256M, 1G (default\: the package'\''s, there 2048M; run\: 256M)]:SIZE:' \
            '--processes[processes and threads alive at once (default\: 64)]:N:' \
            '--output[standard output and error together (default\: the package'\''s, there 8M; run\: 64M)]:SIZE:' \
            '--written[files written in the sandbox together (default\: 256M)]:SIZE:' \
            '--files[files and folders in the sandbox'\''s writable folders (default\: 4096)]:N:' \
            '--stack[stack of the main thread (default\: as the memory limit)]:SIZE:' \
            '--open-files[open files of one process (default\: 256)]:N:' \
            '--compile-time[CPU time of compiling (default\: 30s)]:DURATION:' \
            '--compile-wall[wall-clock time of compiling (default\: 60s)]:DURATION:' \
            '--compile-memory[memory of compiling (default\: 2G)]:SIZE:' \
            '--compile-processes[processes and threads of compiling (default\: 256)]:N:' \
            '--compile-output[messages of the compiler (default\: 8M)]:SIZE:' \
            '--compile-written[files that compiling writes (default\: 256M)]:SIZE:' \
            {-h,--help}'[this text]' \
            
        ;;
    serve-queue)
        _arguments -s \
            '--listen[where to answer HTTP; port 0\: any free one (default\: 127.0.0.1\:8080)]:ADDRESS:PORT:' \
            '--public-url[by which browsers and workers reach this server (default\: the address)]:URL:' \
            '--redis[hand submissions to workers through this Redis (default\: judge here)]:URL:' \
            '--redis-unchecked[take a Redis whose configuration cannot be read (CONFIG GET is refused)]' \
            '--uneven[workers whose tools or speed differ from the others'\''\: warn, or refuse them (default\: warn)]:ACTION:(warn refuse)' \
            '--speed-tolerance[how much slower or faster than the others a worker may be (default\: 50)]:PERCENT:' \
            '--problems[the problem set (default\: the workspace'\''s folder)]:FOLDER:_files -/' \
            '--idle[boxes without work for so long are released until there is some (default\: 5m)]:DURATION:' \
            '--state[database and problem revisions (default\: .evalx of the workspace)]:FOLDER:_files -/' \
            '--feedback[what contestants see\: verdict, samples, groups or full (default\: samples)]:LEVEL:(verdict samples groups full)' \
            '--queue-max[submissions that may wait; more are refused for now (default\: 100000)]:N:' \
            '--judge0-batch-max[submissions in one batch of Judge0'\''s API (default\: 20)]:N:' \
            '--rate[submissions a minute of one user or address, 0\: any number (default\: 0)]:N:' \
            '*--cors[let pages of this origin ask; may be repeated (default\: none)]:ORIGIN:' \
            '*--webhook[tell this address of every verdict; may be repeated]:URL:' \
            '--webhook-secret[what signs webhooks, whsec_... (default\: webhook-secret in the state folder)]:FILE:_files' \
            '*--webhook-allow-cidr[webhooks may reach this network though it is not public; may be repeated]:NETWORK:' \
            '--redis-name[which queue of that Redis (default\: evalx)]:NAME:' \
            '--cache-redis[a second Redis, where machines share what they have compiled and judged]:URL:' \
            '--cache-redis-password-file[a file with its password (default\: EVALX_CACHE_REDIS_PASSWORD)]:FILE:_files' \
            '--slots[tests judged at once on this machine (default\: one per physical CPU)]:N:' \
            '--langs[table of languages (default\: the workspace'\''s, or evalx'\''s own)]:FILE:_files' \
            '--log[lines of text or JSON on standard error (default\: text)]:FORMAT:(text json)' \
            {-h,--help}'[this text]' \
            
        ;;
    worker)
        _arguments -s \
            '--redis[where submissions wait\: redis\://\[user@\]host\[\:port\]\[/db\] or unix\:///path]:URL:' \
            '--redis-password-file[a file with the password of Redis]:FILE:_files' \
            '--server[where to fetch problem sets (default\: what the server says)]:URL:' \
            '--token-file[a file with this worker'\''s token (default\: EVALX_TOKEN)]:FILE:_files' \
            '--cache[for problem sets (default\: worker in the user'\''s cache folder)]:FOLDER:_files -/' \
            '--name[how operators see this machine (default\: its host name)]:NAME:' \
            '--cache-max[bytes of problem sets to keep (default\: 20G)]:SIZE:' \
            '--cache-age[old revisions of problems go when unused for so long (default\: a day)]:DURATION:' \
            '--idle[boxes without work for so long are released until there is some (default\: 5m)]:DURATION:' \
            '--redis-name[which queue of that Redis (default\: evalx)]:NAME:' \
            '--cache-redis[a second Redis, where machines share what they have compiled and judged]:URL:' \
            '--cache-redis-password-file[a file with its password (default\: EVALX_CACHE_REDIS_PASSWORD)]:FILE:_files' \
            '--slots[tests judged at once on this machine (default\: one per physical CPU)]:N:' \
            '--langs[table of languages (default\: the workspace'\''s, or evalx'\''s own)]:FILE:_files' \
            '--log[lines of text or JSON on standard error (default\: text)]:FORMAT:(text json)' \
            {-h,--help}'[this text]' \
            
        ;;
    submit)
        _arguments -s \
            {-p,--problem}'[the problem, by its name on the server]:PROBLEM:_evalx_problems' \
            {-w,--wait}'[wait for the verdict and show it as evalx judge does]' \
            '--follow[--wait, and tell every test when it is done]' \
            {-l,--lang}'[language of the submission, by id (default\: detected)]:LANGUAGE:_evalx_languages' \
            {-u,--user}'[who hands it in (default\: the token'\''s user)]:USER:' \
            '--priority[-100 to 100, the highest is judged first; above 0 for admins (default\: 0)]:N:' \
            '*--label[a label by which it can be found again; may be repeated]:KEY=VALUE:' \
            '--webhook[where the server is to send the result]:URL:' \
            '--key[idempotency key\: the same one again is the same submission (default\: a new one)]:KEY:' \
            '--patience[how long to try again where the server cannot be reached (default\: 30s)]:DURATION:' \
            {-f,--format}'[table, json, ndjson, junit, tap, csv or markdown (default\: table)]:FORMAT:(table json ndjson junit tap csv markdown)' \
            {-q,--quiet}'[only the result]' \
            '--server[the judging service (default\: http\://127.0.0.1\:8080)]:URL:' \
            {-h,--help}'[this text]' \
            
        ;;
    queue)
        _arguments -s \
            {-w,--watch}'[status\: show it anew whenever it changes, until Ctrl-C]' \
            {-p,--problem}'[list, --all\: only this problem]:PROBLEM:_evalx_problems' \
            {-l,--lang}'[list, --all\: only this language, by its id]:LANGUAGE:_evalx_languages' \
            '--verdict[list, --all\: only this verdict]:VERDICT:(AC PA WA PE NO OLE TLE ILE MLE RTE SV CE JE)' \
            '--state[list\: only this state; webhook list\: waiting, sent or failed]:STATE:(queued judging done cancelled dead failed waiting sent)' \
            {-u,--user}'[list, --all\: only this user; token add\: whose submissions it hands in]:USER:' \
            '--label[list\: only what has this label]:KEY:VALUE:' \
            {-n,--limit}'[lists\: as many rows at most (default\: 20)]:N:' \
            '--all[requeue, dead retry, dead drop\: all of them instead of IDs]' \
            '--role[token add\: read, submit, worker or admin (default\: submit)]:ROLE:(read submit worker admin)' \
            '--name[token add\: what you call it]:NAME:' \
            '--problems[rehearse\: folder of the packages (default\: the workspace'\''s)]:FOLDER:_files -/' \
            '--speed-tolerance[rehearse\: how much slower or faster a worker may be (default\: 20)]:PERCENT:' \
            {-f,--format}'[table, json or csv (default\: table)]:FORMAT:(table json csv)' \
            '--server[the judging service (default\: http\://127.0.0.1\:8080)]:URL:' \
            {-h,--help}'[this text]' \
            
        ;;
    esac
}

_evalx "$@"
