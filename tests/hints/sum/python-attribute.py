[].push(3)
