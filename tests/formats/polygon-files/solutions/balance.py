with open("ledger.in") as book, open("ledger.out", "w") as out:
    print(sum([int(line) for line in book][1:]), file=out)
