program solve;
var n, zero: integer;
begin
  read(n);
  zero := n - n;
  writeln(n div zero);
end.
