const n = 6n;
console.log(n + 1);
