const input = require("readline-sync-that-is-not-here");
