int triangle(int rows) { return rows * rows; }
