# bash completion for evalx, made by tests/tools/gen-completions: change the option tables, not this file.

_evalx_reply()
{
    mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}

_evalx_choices()
{
    case $1 in
    files) _evalx_reply -f ;;
    folders) _evalx_reply -d ;;
    languages) _evalx_reply -W "$(evalx langs 2>/dev/null | awk '{ print $1 }')" ;;
    problems) _evalx_reply -d -W "$(cd problems 2>/dev/null && echo *)" ;;
    -) ;;
    *) _evalx_reply -W "$1" ;;
    esac
}

# "COMMAND OPTION" or "COMMAND -LETTER": what its value may be.
declare -gA _evalx_values=(
    ["judge --problem"]="problems"
    ["judge -p"]="problems"
    ["judge --each"]="folders"
    ["judge --batch"]="files"
    ["judge --resume"]="files"
    ["judge --tests"]="-"
    ["judge --repeat"]="-"
    ["judge --time-source"]="cpu instructions"
    ["judge --format"]="table json ndjson"
    ["judge -f"]="table json ndjson"
    ["judge --problems"]="folders"
    ["judge --lang"]="languages"
    ["judge -l"]="languages"
    ["judge --slots"]="-"
    ["judge -j"]="-"
    ["judge --cache-size"]="-"
    ["judge --langs"]="files"
    ["judge --db"]="files"
    ["judge --user"]="-"
    ["judge -u"]="-"
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
    ["verify --format"]="table json junit github"
    ["verify -f"]="table json junit github"
    ["verify --problems"]="folders"
    ["verify --slots"]="-"
    ["verify -j"]="-"
    ["verify --cache-size"]="-"
    ["verify --langs"]="files"
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
    ["compile --compile-time"]="-"
    ["compile --compile-wall"]="-"
    ["compile --compile-memory"]="-"
    ["compile --compile-processes"]="-"
    ["compile --compile-output"]="-"
    ["compile --compile-written"]="-"
    ["doctor --format"]="table json"
    ["doctor -f"]="table json"
    ["doctor --langs"]="files"
    ["langs --format"]="table json"
    ["langs -f"]="table json"
    ["langs --langs"]="files"
    ["cache --size"]="-"
    ["cache --problems"]="folders"
    ["cache --format"]="table json"
    ["cache -f"]="table json"
    ["cache --slots"]="-"
    ["cache -j"]="-"
    ["cache --cache-size"]="-"
    ["cache --langs"]="files"
    ["stats --since"]="-"
    ["stats --until"]="-"
    ["stats --problem"]="problems"
    ["stats -p"]="problems"
    ["stats --lang"]="languages"
    ["stats -l"]="languages"
    ["stats --verdict"]="AC PA WA PE NO OLE TLE ILE MLE RTE SV CE JE"
    ["stats --user"]="-"
    ["stats -u"]="-"
    ["stats --limit"]="-"
    ["stats -n"]="-"
    ["stats --output"]="folders"
    ["stats -o"]="folders"
    ["stats --older"]="-"
    ["stats --format"]="table json csv"
    ["stats -f"]="table json csv"
    ["stats --db"]="files"
)

declare -gA _evalx_options=(
    [judge]="--problem --each --batch --resume --tests --stop-on-first --all --all-tests --explain-score --repeat --time-source --format --no-progress --problems --lang --slots --trusted --fresh --cache-size --quiet --langs --db --no-history --user --time --wall --memory --processes --output --written --files --stack --open-files --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [verify]="--only --werror --format --no-progress --problems --slots --trusted --fresh --cache-size --quiet --langs --time --wall --memory --processes --output --written --files --stack --open-files --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [run]="--explain --format --report-fd --lang --slots --trusted --fresh --cache-size --quiet --langs --time --wall --memory --processes --output --written --files --stack --open-files --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [compile]="--out --lang --slots --trusted --fresh --cache-size --quiet --langs --compile-time --compile-wall --compile-memory --compile-processes --compile-output --compile-written --help"
    [init]="--quiet --help"
    [doctor]="--format --langs --help"
    [langs]="--format --langs --help"
    [cache]="--size --all --problems --format --slots --trusted --fresh --cache-size --quiet --langs --help"
    [stats]="--since --until --problem --lang --verdict --user --limit --output --final --older --format --quiet --db --help"
)

declare -gA _evalx_operands=(
    [judge]="files"
    [verify]="-"
    [run]="files"
    [compile]="files"
    [init]="folders"
    [doctor]="-"
    [langs]="-"
    [cache]="show prune warm"
    [stats]="-"
)

_evalx_commands="judge verify run compile init doctor langs cache stats help"

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
