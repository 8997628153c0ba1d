# bash completion for evalx, made by tests/tools/gen-completions: change the option tables, not this file.

_evalx_reply()
{
    mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}

# What evalx knows: a word a line, which may have blanks in it.
_evalx_words()
{
    local word words
    mapfile -t words < <(evalx complete "$1" 2>/dev/null)
    for word in "${words[@]}"; do
        [[ $word != "$cur"* ]] || COMPREPLY+=("$word")
    done
}

# A verb, then what it takes.
_evalx_stats()
{
    local word
    for word in "${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
        case $word in
        show | diff | export) _evalx_words submissions && return ;;
        by) _evalx_reply -W "problem language verdict user hour test" && return ;;
        backup) _evalx_reply -f && return ;;
        esac
    done
    _evalx_reply -W "overview by slowest list show diff export prune backup board"
}

_evalx_choices()
{
    case $1 in
    files) _evalx_reply -f ;;
    folders) _evalx_reply -d ;;
    languages | submissions) _evalx_words "$1" ;;
    problems)
        _evalx_words problems
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$cur")
        ;;
    users) _evalx_words users ;;
    stats) _evalx_stats ;;
    -) ;;
    *) _evalx_reply -W "$1" ;;
    esac
}

# "COMMAND OPTION" or "COMMAND -LETTER": what its value may be.
declare -gA _evalx_values=(
    ["judge --problem"]="problems"
    ["judge -p"]="problems"
    ["judge --each"]="files"
    ["judge --users"]="moodle canvas folders"
    ["judge --attempt"]="latest best all"
    ["judge --gradebook"]="files"
    ["judge --feedback"]="folders"
    ["judge --batch"]="files"
    ["judge --resume"]="files"
    ["judge --tests"]="-"
    ["judge --transcript"]="files"
    ["judge --hint-command"]="-"
    ["judge --hint-time"]="-"
    ["judge --repeat"]="-"
    ["judge --time-source"]="cpu instructions"
    ["judge --format"]="table json ndjson junit tap csv markdown html"
    ["judge -f"]="table json ndjson junit tap csv markdown html"
    ["judge --problems"]="folders"
    ["judge --report"]="files"
    ["judge --lang"]="languages"
    ["judge -l"]="languages"
    ["judge --slots"]="-"
    ["judge -j"]="-"
    ["judge --cache-size"]="-"
    ["judge --langs"]="files"
    ["judge --profile"]="icpc kattis bapc"
    ["judge --hints"]="files"
    ["judge --db"]="files"
    ["judge --user"]="users"
    ["judge -u"]="users"
    ["judge --time"]="-"
    ["judge -t"]="-"
    ["judge --wall"]="-"
    ["judge --memory"]="-"
    ["judge -m"]="-"
    ["judge --processes"]="-"
    ["judge --output"]="-"
    ["judge --written"]="-"
    ["judge --files"]="-"
    ["judge --stack"]="-"
    ["judge --open-files"]="-"
    ["judge --compile-time"]="-"
    ["judge --compile-wall"]="-"
    ["judge --compile-memory"]="-"
    ["judge --compile-processes"]="-"
    ["judge --compile-output"]="-"
    ["judge --compile-written"]="-"
    ["verify --only"]="validators submissions limits"
    ["verify --fuzz-input"]="-"
    ["verify --seed"]="-"
    ["verify --mutants"]="folders"
    ["verify --format"]="table json junit github"
    ["verify -f"]="table json junit github"
    ["verify --problems"]="folders"
    ["verify --report"]="files"
    ["verify --slots"]="-"
    ["verify -j"]="-"
    ["verify --cache-size"]="-"
    ["verify --langs"]="files"
    ["verify --profile"]="icpc kattis bapc"
    ["verify --time"]="-"
    ["verify -t"]="-"
    ["verify --wall"]="-"
    ["verify --memory"]="-"
    ["verify -m"]="-"
    ["verify --processes"]="-"
    ["verify --output"]="-"
    ["verify --written"]="-"
    ["verify --files"]="-"
    ["verify --stack"]="-"
    ["verify --open-files"]="-"
    ["verify --compile-time"]="-"
    ["verify --compile-wall"]="-"
    ["verify --compile-memory"]="-"
    ["verify --compile-processes"]="-"
    ["verify --compile-output"]="-"
    ["verify --compile-written"]="-"
    ["run --format"]="table json"
    ["run -f"]="table json"
    ["run --report-fd"]="-"
    ["run --lang"]="languages"
    ["run -l"]="languages"
    ["run --slots"]="-"
    ["run -j"]="-"
    ["run --cache-size"]="-"
    ["run --langs"]="files"
    ["run --profile"]="icpc kattis bapc"
    ["run --time"]="-"
    ["run -t"]="-"
    ["run --wall"]="-"
    ["run --memory"]="-"
    ["run -m"]="-"
    ["run --processes"]="-"
    ["run --output"]="-"
    ["run --written"]="-"
    ["run --files"]="-"
    ["run --stack"]="-"
    ["run --open-files"]="-"
    ["run --compile-time"]="-"
    ["run --compile-wall"]="-"
    ["run --compile-memory"]="-"
    ["run --compile-processes"]="-"
    ["run --compile-output"]="-"
    ["run --compile-written"]="-"
    ["compile --out"]="files"
    ["compile -o"]="files"
    ["compile --lang"]="languages"
    ["compile -l"]="languages"
    ["compile --slots"]="-"
    ["compile -j"]="-"
    ["compile --cache-size"]="-"
    ["compile --langs"]="files"
    ["compile --profile"]="icpc kattis bapc"
    ["compile --hints"]="files"
    ["compile --compile-time"]="-"
    ["compile --compile-wall"]="-"
    ["compile --compile-memory"]="-"
    ["compile --compile-processes"]="-"
    ["compile --compile-output"]="-"
    ["compile --compile-written"]="-"
    ["init --from"]="-"
    ["doctor --format"]="table json"
    ["doctor -f"]="table json"
    ["doctor --langs"]="files"
    ["langs --format"]="table json"
    ["langs -f"]="table json"
    ["langs --slots"]="-"
    ["langs -j"]="-"
    ["langs --cache-size"]="-"
    ["langs --langs"]="files"
    ["langs --profile"]="icpc kattis bapc"
    ["cache --size"]="-"
    ["cache --sources"]="-"
    ["cache --problems"]="folders"
    ["cache --format"]="table json"
    ["cache -f"]="table json"
    ["cache --slots"]="-"
    ["cache -j"]="-"
    ["cache --cache-size"]="-"
    ["cache --langs"]="files"
    ["cache --profile"]="icpc kattis bapc"
    ["cache --db"]="files"
    ["stats --since"]="-"
    ["stats --until"]="-"
    ["stats --problem"]="problems"
    ["stats -p"]="problems"
    ["stats --lang"]="languages"
    ["stats -l"]="languages"
    ["stats --verdict"]="AC PA WA PE NO OLE TLE ILE MLE RTE SV CE JE"
    ["stats --user"]="users"
    ["stats -u"]="users"
    ["stats --limit"]="-"
    ["stats -n"]="-"
    ["stats --output"]="folders"
    ["stats -o"]="folders"
    ["stats --older"]="-"
    ["stats --format"]="table json csv"
    ["stats -f"]="table json csv"
    ["stats --report"]="files"
    ["stats --db"]="files"
    ["rejudge --problem"]="problems"
    ["rejudge -p"]="problems"
    ["rejudge --lang"]="languages"
    ["rejudge -l"]="languages"
    ["rejudge --verdict"]="AC PA WA PE NO OLE TLE ILE MLE RTE SV CE JE"
    ["rejudge --user"]="users"
    ["rejudge -u"]="users"
    ["rejudge --since"]="-"
    ["rejudge --until"]="-"
    ["rejudge --problems"]="folders"
    ["rejudge --format"]="table json csv"
    ["rejudge -f"]="table json csv"
    ["rejudge --report"]="files"
    ["rejudge --slots"]="-"
    ["rejudge -j"]="-"
    ["rejudge --cache-size"]="-"
    ["rejudge --langs"]="files"
    ["rejudge --profile"]="icpc kattis bapc"
    ["rejudge --db"]="files"
    ["rejudge --time"]="-"
    ["rejudge -t"]="-"
    ["rejudge --wall"]="-"
    ["rejudge --memory"]="-"
    ["rejudge -m"]="-"
    ["rejudge --processes"]="-"
    ["rejudge --output"]="-"
    ["rejudge --written"]="-"
    ["rejudge --files"]="-"
    ["rejudge --stack"]="-"
    ["rejudge --open-files"]="-"
    ["rejudge --compile-time"]="-"
    ["rejudge --compile-wall"]="-"
    ["rejudge --compile-memory"]="-"
    ["rejudge --compile-processes"]="-"
    ["rejudge --compile-output"]="-"
    ["rejudge --compile-written"]="-"
    ["stress --gen"]="files"
    ["stress -g"]="files"
    ["stress --gen-args"]="-"
    ["stress --problem"]="problems"
    ["stress -p"]="problems"
    ["stress --validator"]="files"
    ["stress --seed"]="-"
    ["stress --rounds"]="-"
    ["stress --size"]="-"
    ["stress --tries"]="-"
    ["stress --out"]="files"
    ["stress -o"]="files"
    ["stress --format"]="table json"
    ["stress -f"]="table json"
    ["stress --problems"]="folders"
    ["stress --slots"]="-"
    ["stress -j"]="-"
    ["stress --cache-size"]="-"
    ["stress --langs"]="files"
    ["stress --profile"]="icpc kattis bapc"
    ["stress --time"]="-"
    ["stress -t"]="-"
    ["stress --wall"]="-"
    ["stress --memory"]="-"
    ["stress -m"]="-"
    ["stress --processes"]="-"
    ["stress --output"]="-"
    ["stress --written"]="-"
    ["stress --files"]="-"
    ["stress --stack"]="-"
    ["stress --open-files"]="-"
    ["stress --compile-time"]="-"
    ["stress --compile-wall"]="-"
    ["stress --compile-memory"]="-"
    ["stress --compile-processes"]="-"
    ["stress --compile-output"]="-"
    ["stress --compile-written"]="-"
    ["serve-queue --listen"]="-"
    ["serve-queue --public-url"]="-"
    ["serve-queue --redis"]="-"
    ["serve-queue --problems"]="folders"
    ["serve-queue --slots"]="-"
    ["serve-queue --state"]="folders"
    ["serve-queue --feedback"]="verdict samples groups full"
    ["serve-queue --queue-max"]="-"
    ["serve-queue --rate"]="-"
    ["serve-queue --cors"]="-"
    ["serve-queue --log"]="text json"
    ["serve-queue --langs"]="files"
)

declare -gA _evalx_options=(
    [judge]="--problem --each --users --attempt --gradebook --feedback --batch --resume --tests --stop-on-first --all --all-tests --explain-score --transcript --hint-command --hint-time --repeat --time-source --format --watch --no-progress --problems --report --lang --slots --trusted --fresh --cache-size --quiet --langs --profile --hints --db --no-history --user --time --wall --memory --processes --output --written --files --stack --open-files --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [verify]="--only --werror --watch --fuzz-input --seed --mutants --format --no-progress --problems --report --slots --trusted --fresh --cache-size --quiet --langs --profile --time --wall --memory --processes --output --written --files --stack --open-files --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [run]="--explain --format --report-fd --lang --slots --trusted --fresh --cache-size --quiet --langs --profile --time --wall --memory --processes --output --written --files --stack --open-files --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [compile]="--out --lang --slots --trusted --fresh --cache-size --quiet --langs --profile --hints --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [init]="--from --quiet --help"
    [doctor]="--format --langs --help"
    [langs]="--check --format --slots --trusted --fresh --cache-size --quiet --langs --profile --help"
    [cache]="--size --all --sources --problems --format --slots --trusted --fresh --cache-size --quiet --langs --profile --db --help"
    [stats]="--since --until --problem --lang --verdict --user --limit --output --final --older --format --quiet --report --db --help"
    [rejudge]="--problem --lang --verdict --user --since --until --changed --apply --problems --format --report --slots --trusted --fresh --cache-size --quiet --langs --profile --db --time --wall --memory --processes --output --written --files --stack --open-files --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [stress]="--gen --gen-args --problem --validator --seed --rounds --size --tries --out --format --no-progress --problems --slots --trusted --fresh --cache-size --quiet --langs --profile --time --wall --memory --processes --output --written --files --stack --open-files --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [serve-queue]="--listen --public-url --redis --problems --slots --state --feedback --queue-max --rate --cors --log --langs --help"
)

declare -gA _evalx_operands=(
    [judge]="files"
    [verify]="problems"
    [run]="files"
    [compile]="files"
    [init]="folders"
    [doctor]="-"
    [langs]="languages"
    [cache]="show prune warm"
    [stats]="stats"
    [rejudge]="submissions"
    [stress]="-"
    [serve-queue]="-"
)

_evalx_commands="judge verify run compile init doctor langs cache stats rejudge stress serve-queue help"

_evalx()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        _evalx_reply -W "$_evalx_commands --help --version"
    elif [[ $command == help ]]; then
        _evalx_reply -W "$_evalx_commands"
    elif [[ -v _evalx_values["$command $prev"] ]]; then
        _evalx_choices "${_evalx_values["$command $prev"]}"
    elif [[ $cur == -* ]]; then
        _evalx_reply -W "${_evalx_options[$command]}"
    else
        _evalx_choices "${_evalx_operands[$command]:--}"
    fi
}

complete -o filenames -F _evalx evalx
