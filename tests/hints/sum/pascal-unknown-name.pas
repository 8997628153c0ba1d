program solve;
begin
  writeln(total);
end.
