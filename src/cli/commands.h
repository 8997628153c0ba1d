/* commands: one line per command; see cli.h for what a command is. */
#ifndef EVALX_CLI_COMMANDS_H
#define EVALX_CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct command command_complete, command_judge, command_run, command_compile,
    command_init, command_doctor, command_langs, command_cache, command_verify, command_stats,
    command_rejudge, command_stress, command_serve_queue, command_worker, command_submit,
    command_queue, command_agent;

#endif
