/* What is whispered about the list. */
int whisper(const int *list, int count);
/* The largest number of the list. */
int guess(int whispered);
