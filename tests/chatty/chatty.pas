{ Accepted, though the compiler warns and the program talks on standard error. }
program chatty;
var
  count, i, number, unused: longint;
  sum, never: int64;
begin
  readln(count);
  sum := 0;
  if count < 0 then
    sum := never;
  for i := 1 to count do begin
    readln(number);
    sum := sum + number;
    writeln(stderr, 'debug: index ', i, ', sum ', sum);
  end;
  writeln(sum);
end.
