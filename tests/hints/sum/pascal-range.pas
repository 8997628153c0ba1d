{$R+}
program solve;
var numbers: array[1..3] of integer;
    n: integer;
begin
  read(n);
  n := n + 3;
  writeln(numbers[n]);
end.
