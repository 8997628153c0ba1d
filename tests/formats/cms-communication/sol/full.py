def whisper(numbers):
    return max(numbers)


def guess(whispered):
    return whispered
