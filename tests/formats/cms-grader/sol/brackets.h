/* How deep the brackets of this text are nested. */
int depth(const char *text);
