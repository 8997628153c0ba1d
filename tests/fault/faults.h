/* faults: each is put into a lab at work (lab.h); when its function returns, it is over, and
 * everything must come to its end. */
#ifndef EVALX_TESTS_FAULT_FAULTS_H
#define EVALX_TESTS_FAULT_FAULTS_H

#include "lab.h"

/* ---- redis_faults.c ---- */

void fault_kill_redis(struct lab *lab);
void fault_stop_redis(struct lab *lab);
void fault_tear(struct lab *lab);
void fault_restart_empty(struct lab *lab);
void fault_restart_old(struct lab *lab);
void fault_wipe(struct lab *lab);
void fault_fill_disk(struct lab *lab);
void fault_run_out_of_memory(struct lab *lab);
void fault_evict(struct lab *lab);
void fault_flush_scripts(struct lab *lab);
void fault_jump_forwards(struct lab *lab);
void fault_jump_backwards(struct lab *lab);
void fault_jump_clock(struct lab *lab);
void fault_claim_twice(struct lab *lab);
void fault_speak_newer(struct lab *lab);
void fault_weaken_configuration(struct lab *lab);

/* ---- worker_faults.c ---- */

void fault_kill_workers(struct lab *lab);
void fault_die_often(struct lab *lab);
void fault_stop_worker(struct lab *lab);
void fault_poison(struct lab *lab);
void fault_forge(struct lab *lab);
void fault_wake(struct lab *lab);
void fault_retake(struct lab *lab);

/* ---- network_faults.c ---- */

void fault_reset_connections(struct lab *lab);
void fault_slow_connections(struct lab *lab);
void fault_slice_bytes(struct lab *lab);
void fault_drop_replies(struct lab *lab);
void fault_be_silent(struct lab *lab);
void fault_set_link_down(struct lab *lab);
void fault_delete_link(struct lab *lab);
void fault_lose_requests(struct lab *lab);
void fault_lose_replies(struct lab *lab);

#endif
