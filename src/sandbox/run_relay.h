/* run_relay: bytes between two programs of a joint run that go through us, see struct joint_relay.
 */
#ifndef EVALX_SANDBOX_RUN_RELAY_H
#define EVALX_SANDBOX_RUN_RELAY_H

#include <poll.h>

#include "sandbox/sandbox.h"

/* Before the first step: we never wait in a write. */
int relay_open(const struct joint_relay *relay, struct err *err) EV_MUST_CHECK;
/* What to wait for, and then what to do about it. */
struct pollfd relay_watch(const struct joint_relay *relay);
int relay_act(struct joint_relay *relay, const struct pollfd *wait, struct err *err) EV_MUST_CHECK;

#endif
