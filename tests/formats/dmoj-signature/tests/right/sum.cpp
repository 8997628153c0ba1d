int triangle(int rows) { return rows * (rows + 1) / 2; }
