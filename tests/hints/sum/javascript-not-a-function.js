const n = 6;
console.log(n.push(3));
