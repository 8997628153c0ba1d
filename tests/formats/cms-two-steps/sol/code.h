void encode(const char *line, char *code);
void decode(const char *code, char *line);
