program solve;
var n: integer; f: text;
begin
  assign(f, '/tmp/words');
  rewrite(f);
  writeln(f, 'six');
  close(f);
  reset(f);
  read(f, n);
  writeln(n);
end.
