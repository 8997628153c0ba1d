program solve;
type place = ^integer;
var nowhere: place;
begin
  nowhere := nil;
  writeln(nowhere^);
end.
