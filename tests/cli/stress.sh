#!/bin/bash
# evalx stress: a small input on which two solutions differ, found again by its seed.
# timeout: 600
source "$(dirname "$0")/harness.bash"

cat >gen.py <<'PROGRAM'
import random, sys
random.seed(int(sys.argv[1]))
n = random.randint(1, 3 * int(sys.argv[2]))
print(n)
print(*[random.randint(0, 1000) for _ in range(n)])
PROGRAM
cat >good.py <<'PROGRAM'
input()
print(sum(map(int, input().split())))
PROGRAM
# Wrong where a number is 900 or more.
cat >bad.c <<'PROGRAM'
#include <stdio.h>
int main(void)
{
    long count, number, sum = 0;
    if (scanf("%ld", &count) != 1)
        return 1;
    while (scanf("%ld", &number) == 1)
        sum += number < 900 ? number : 899;
    printf("%ld\n", sum);
    return 0;
}
PROGRAM
# Crashes there.
sed 's/sum += .*/{ if (number >= 900) return 3; sum += number; }/' bad.c >crash.c

run evalx stress good.py bad.c
status_is "no generator is wrong usage" 2
run evalx stress a.py b.py --gen 'gen.py {seed}'
status_is "a generator with its arguments in one word is wrong usage" 2
stderr_has "where they go is told" "--gen-args"
run evalx stress good.py --gen gen.py
status_is "one solution without a judge is wrong usage" 2
run evalx stress --gen gen.py
status_is "no solution is wrong usage" 2
run evalx stress good.py bad.c --gen gen.py --format xml
status_is "an unknown format is wrong usage" 2

if ! evalx doctor >/dev/null 2>&1; then
    skip "stressing" "no sandbox works here"
    exit
fi

query()
{
    python3 -c 'import json, sys; value = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1" <<<"$stdout" 2>&1
}

run evalx stress good.py good.py --gen gen.py --rounds 5
status_is "no difference ends with 0" 0
stdout_has "the rounds are counted" "no difference in 5 rounds (seeds 1 to 5)"
is "nothing is written" "$(find . -name 'stress-*')" ""

# The problem's validator keeps what is tried right: a count, and as many numbers.
evalx init -q . >/dev/null
run evalx stress good.py bad.c --gen gen.py --problem hello-sum --format json
status_is "a difference ends with 1" 1
is "it is as small as it gets" "$(query 'value["input"]')" $'1\n900'
is "what both print is told" "$(query '(value["first"], value["second"])')" "('900\n', '899\n')"
is "the input is written" "$(cat "$(query 'value["file"]')")" $'1\n900'
seed=$(query 'value["seed"]')
rounds=$(query 'value["rounds"]')

run evalx stress good.py bad.c --gen gen.py --gen-args "{seed} $(((rounds - 1) % 10 + 1))" --seed "$seed" --rounds 1 --tries 0 -o same.in
status_is "the seed repeats it" 1
stdout_has "it is told" "round 1, seed $seed: outputs differ: line 1 column 1"
is "it is as it was made" "$(cat same.in)" "$(python3 gen.py "$seed" $(((rounds - 1) % 10 + 1)))"

run evalx stress good.py crash.c --gen gen.py --problem hello-sum --quiet
status_is "a crash is a difference" 1
stdout_has "who crashed is told" "crash.c: run-time error"
is "quiet is two lines" "$(wc -l <<<"$stdout")" 2

cat >judge.py <<'PROGRAM'
import sys
numbers = list(map(int, open(sys.argv[1]).read().split()))[1:]
sys.exit(42 if int(sys.stdin.read()) == sum(numbers) else 43)
PROGRAM
run evalx stress good.py --gen gen.py --validator judge.py --rounds 3
status_is "a validator that agrees with one solution" 0
run evalx stress bad.c --gen gen.py --validator judge.py --format json
status_is "one that does not" 1
has "it is the validator's word" "$(query 'value["what"]')" "the output validator refuses"

echo 'raise SystemExit(1)' >broken.py
run evalx stress good.py bad.c --gen broken.py
status_is "a generator that fails is bad input" 3
stderr_has "the round's seed is told" "seed 1"
echo 'print(1, 2, 3)' >wrong.py
run evalx stress good.py bad.c --gen wrong.py --problem hello-sum
status_is "so is one whose inputs the problem refuses" 3
stderr_has "that is told" "input validators refuse what it makes"
echo 'int main(void) { return }' >broken.c
run evalx stress good.py broken.c --gen gen.py
status_is "a solution that does not compile is bad input" 3
