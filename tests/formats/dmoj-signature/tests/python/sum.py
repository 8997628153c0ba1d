def triangle(rows): return rows * (rows + 1) // 2
