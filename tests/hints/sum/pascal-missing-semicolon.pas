program solve;
var n: integer;
begin
  n := 6
  writeln(n);
end.
