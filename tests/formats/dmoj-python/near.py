from dmoj.checkers import standard
from dmoj.result import CheckerResult
from dmoj.utils.unicode import utf8text


def check(process_output, judge_output, judge_input, point_value, slack=0, **kwargs):
    print("nobody hears this")
    if standard.check(process_output, judge_output):
        return True
    words = utf8text(process_output).split()
    if len(words) != 1 or not words[0].isdigit():
        return False
    off = abs(int(words[0]) - int(judge_output))
    return CheckerResult(off <= slack, point_value / 2 if off <= slack else 0, "off by %d" % off)
