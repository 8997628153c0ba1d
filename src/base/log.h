/* log: diagnostics on standard error, off by default: EVALX_LOG=error|warn|info|debug. */
#ifndef EVALX_BASE_LOG_H
#define EVALX_BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Read the level from the environment, once, at the start of the program. */
void log_init(void);
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
