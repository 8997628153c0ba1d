# look.py LANGUAGE ENTRY FEEDBACK/ (short BYTES | plain): the submission's files are in the current folder.
import os
import re
import sys

language, entry, feedback, what = sys.argv[1:5]
sources = {"c": ".c", "python3": ".py"}[language]
if (language == "c") != (entry == "") or (entry and not os.path.isfile(entry)):
    print("unexpected entry point", entry, file=sys.stderr)
    sys.exit(1)
text = "".join(open(name).read() for name in sorted(os.listdir(".")) if name.endswith(sources))


def say(name, words):
    with open(feedback + name, "w") as file:
        file.write(words)


if what == "plain":
    loop = re.search(r"\b(for|while|goto)\b", text)
    say("judgemessage.txt", "a loop: %s" % loop.group() if loop else "no loop")
    sys.exit(43 if loop else 42)
most = int(sys.argv[5])
say("score_multiplier.txt", "%g" % min(1, most / len(text)))
sys.exit(42)
