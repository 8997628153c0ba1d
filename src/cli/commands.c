/* commands: the table. A new command is a file cmd_NAME.c and a row here. */
#include "cli/commands.h"

const struct command *const commands[] = {
    &command_judge,   &command_verify,   &command_run,
    &command_compile, &command_init,     &command_doctor,
    &command_langs,   &command_cache,    &command_stats,
    &command_rejudge, &command_stress,   &command_serve_queue,
    &command_worker,  &command_submit,   &command_queue,
    &command_agent,   &command_complete, NULL,
};
