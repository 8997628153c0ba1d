/* err: the one way a function says why it failed.
 *
 * What can fail returns 0 or -1 and takes a caller-owned `struct err *` last. Nothing is allocated
 * and no thread state is kept. Messages read "what: object: cause", on one line, with no full stop,
 * and say how to mend it where the user can. Callers add context with err_wrap and never replace a
 * message. Text that does not fit ends in "...", at a character's end. */
#ifndef EVALX_BASE_ERR_H
#define EVALX_BASE_ERR_H

/* Whose fault it is; err_exit_code maps a kind to evalx's exit status. */
enum err_kind {
    ERR_NONE = 0,
    ERR_USAGE,       /* the command line is wrong */
    ERR_INPUT,       /* a package, configuration or source cannot be used */
    ERR_JUDGE,       /* the judge itself failed: sandbox, validator, host */
    ERR_SERVICE,     /* a server or Redis is unavailable */
    ERR_INTERRUPTED, /* the user stopped it */
};

enum { ERR_MESSAGE_MAX = 512 };

struct err {
    enum err_kind kind;
    int sys_errno; /* 0 where no system call was involved */
    char msg[ERR_MESSAGE_MAX];
};

/* Set the message (cut at ERR_MESSAGE_MAX, control characters become '?'). Both return -1, so that
 * a caller can write `return err_set(...)`. err_sys appends ": " and the text of the current errno,
 * which is never cut. err may be NULL. */
int err_set(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int err_sys(struct err *err, enum err_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Put context in front: "FORMAT: old message". The kind stays. Where both do not fit, the context
 * gives way down to half of the room, then the old message's end. Returns -1. err may be NULL. */
int err_wrap(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* End the program with a message, where memory has run out and no caller could do better. */
_Noreturn void err_out_of_memory(void);

/* Exit status of evalx for a kind: 0, 2, 3, 4, 5, 130. */
int err_exit_code(enum err_kind kind);

#endif
