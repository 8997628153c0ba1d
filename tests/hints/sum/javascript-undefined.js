const words = [];
console.log(words[3].length);
