#!/bin/bash
# Proof that the model can fail: a build of the queue whose checks can be left out, one at a time ("check: NAME" in
# src/queue/lua), must soon disagree with it.
build=${BUILD:-build}
model=$build/mutant/tests/queue/test_model
if [[ ! -x $model ]]; then
    echo "not ok the mutant build is there - $model is missing: make VARIANT=mutant queue-tests"
    exit 0
fi

seed=$RANDOM$RANDOM
whole=$("$model" "$seed" 1000)
if [[ $whole == "ok "* ]]; then
    echo "ok the whole queue agrees with the model"
else
    echo "not ok the whole queue agrees with the model - ${whole#* - }"
fi
for defence in state token judging heartbeat known strike auditor; do
    result=$(EVALX_WEAKEN_QUEUE=$defence "$model" "$seed" 3000)
    if [[ $result == "not ok random transitions"* ]]; then
        echo "ok without the check of $defence the model disagrees"
    else
        echo "not ok without the check of $defence the model disagrees - ${result:-no answer} (seed $seed)"
    fi
done
