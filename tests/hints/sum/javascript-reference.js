const n = parseInt(prompt());
console.log(n);
