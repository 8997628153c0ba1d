// Accepted, though the runtime warns and the program talks on standard error.
const lines = require("fs").readFileSync(0, "utf8").split("\n");
const count = parseInt(lines[0]);
let sum = 0;
for (let i = 1; i <= count; i++) {
    sum += parseInt(lines[i]);
    console.error(`debug: index ${i}, of ${lines.length} lines, sum ${sum}, not undefined`);
}
process.emitWarning("slow", "DeprecationWarning", "DEP9999");
console.log(sum);
