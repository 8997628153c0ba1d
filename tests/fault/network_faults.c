/* network_faults: what may become of the way between workers and Redis; see faults.h. */
#include <stdlib.h>

#include "faults.h"

/* Judging takes long enough that leases are held and work is left when the fault comes. */
static void slow_down(struct lab *lab)
{
    atomic_store(&lab->shared->hold_ms, 60);
    lab_run(lab, lab->recorded + 1, 30000);
}

static void speed_up(struct lab *lab)
{
    if (lab->recorded == lab->job_count)
        lab_violation(lab, "all was done before the fault was over");
    atomic_store(&lab->shared->hold_ms, 0);
}

static void misbehave(struct lab *lab, enum proxy_mode mode, int64_t ms)
{
    int bytes = atomic_load(&lab->shared->proxy_bytes);
    atomic_store(&lab->shared->proxy_mode, (int)mode);
    lab_pass(lab, ms);
    atomic_store(&lab->shared->proxy_mode, PROXY_PLAIN);
    if (atomic_load(&lab->shared->proxy_bytes) == bytes)
        lab_violation(lab, "nothing went through the proxy");
}

void fault_reset_connections(struct lab *lab)
{
    misbehave(lab, PROXY_RESET, 2000);
}

void fault_slow_connections(struct lab *lab)
{
    misbehave(lab, PROXY_SLOW, 1500);
}

void fault_slice_bytes(struct lab *lab)
{
    misbehave(lab, PROXY_SLICE, 1500);
}

void fault_drop_replies(struct lab *lab)
{
    misbehave(lab, PROXY_DROP, 2000);
}

void fault_be_silent(struct lab *lab)
{
    slow_down(lab);
    misbehave(lab, PROXY_SILENT, 3 * LAB_LEASE_MS);
    speed_up(lab);
}

/* ---- by namespaces ---- */

static long count_fetched(struct lab *lab)
{
    char text[32] = "0";
    (void)lab_raw(lab, text, sizeof(text), "HGET evx:{evalx}:stats fetched");
    return strtol(text, NULL, 10);
}

/* What Redis has received before, or receives without an answer, is one fetch of each worker and
 * its repetition. */
static void be_parted(struct lab *lab, const char *cut, const char *heal)
{
    int pid = (int)lab->network;
    slow_down(lab);
    if (!lab_command("peer=%d; %s", pid, cut))
        lab_violation(lab, "the network cannot be cut: %s", cut);
    lab_pass(lab, 200);
    long before = count_fetched(lab);
    lab_pass(lab, (3 + (int64_t)lab_random(lab, 3)) * LAB_LEASE_MS);
    long after = count_fetched(lab);
    if (after > before + 2L * lab->worker_count)
        lab_violation(lab, "%ld jobs went through a network that was cut", after - before);
    speed_up(lab);
    if (heal && !lab_command("peer=%d; %s", pid, heal))
        lab_violation(lab, "the network cannot be healed: %s", heal);
}

void fault_set_link_down(struct lab *lab)
{
    be_parted(lab, "ip link set evx0 down", "ip link set evx0 up");
}

void fault_delete_link(struct lab *lab)
{
    be_parted(lab, "ip link delete evx0", NULL);
    if (!lab_join_network(lab))
        lab_violation(lab, "the interfaces cannot be made again");
}

/* Frames to an address that nobody has are lost without a word. */
void fault_lose_requests(struct lab *lab)
{
    be_parted(lab,
              "nsenter -t $peer -n ip neighbour replace 10.77.0.1 lladdr 02:00:00:00:00:99 "
              "nud permanent dev evx1",
              "nsenter -t $peer -n ip neighbour delete 10.77.0.1 dev evx1");
}

void fault_lose_replies(struct lab *lab)
{
    be_parted(lab, "ip neighbour replace 10.77.0.2 lladdr 02:00:00:00:00:99 nud permanent dev evx0",
              "ip neighbour delete 10.77.0.2 dev evx0");
}
