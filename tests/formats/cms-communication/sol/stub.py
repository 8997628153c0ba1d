import sys

import whisper

source, target, index = sys.argv[1:]
with open(source) as heard:
    with open(target, "w") as said:
        numbers = [int(word) for word in heard.read().split()]
        print(whisper.guess(numbers[0]) if index == "1" else whisper.whisper(numbers), file=said)
