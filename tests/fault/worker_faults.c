/* worker_faults: what may become of workers, and what they may do; and how long it takes until
 * others go on. See faults.h. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"

enum { WAKES = 200 };

void fault_kill_workers(struct lab *lab)
{
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < lab->worker_count; i++)
            lab_kill_worker(lab, i);
        lab_pass(lab, 300);
    }
}

void fault_die_often(struct lab *lab)
{
    int *missed = NULL, phases[LAB_PHASES];
    atomic_store(&lab->shared->dying, 12);
    for (int round = 0; round < 10 && (round == 0 || missed); round++) {
        lab_pass(lab, 3000);
        missed = NULL;
        for (int i = 0; i < LAB_PHASES; i++) {
            phases[i] = atomic_load(&lab->shared->killed_in[i]);
            if (phases[i] == 0)
                missed = &phases[i];
        }
    }
    atomic_store(&lab->shared->dying, 0);
    if (missed)
        lab_violation(lab, "no worker was killed in phase %d", (int)(missed - phases));
}

void fault_stop_worker(struct lab *lab)
{
    for (int i = 0; i < lab->worker_count; i++)
        (void)kill(lab->workers[i], SIGSTOP);
    lab_pass(lab, (2 + (int64_t)lab_random(lab, 4)) * LAB_LEASE_MS);
    for (int i = 0; i < lab->worker_count; i++)
        (void)kill(lab->workers[i], SIGCONT);
    lab_pass(lab, 300);
}

void fault_poison(struct lab *lab)
{
    int number = lab->job_count - 1;
    atomic_store(&lab->shared->poison, number);
    lab_finish(lab);
    if (!lab->jobs[number].is_recorded || lab->jobs[number].outcome != QUEUE_OUTCOME_DEAD)
        lab_violation(lab, "the job that kills its workers is not dead");
    if (atomic_load(&lab->shared->executions[number]) != 3)
        lab_violation(lab, "it killed %d workers", atomic_load(&lab->shared->executions[number]));
}

void fault_forge(struct lab *lab)
{
    pid_t forger = fork();
    if (forger == 0)
        lab_forge(lab);
    lab_run(lab, lab->job_count * 3 / 4, 20000);
    (void)kill(forger, SIGKILL);
    (void)waitpid(forger, NULL, 0);
    if (atomic_load(&lab->shared->forged_taken))
        lab_violation(lab, "I4: %d forged results were taken",
                      atomic_load(&lab->shared->forged_taken));
    if (atomic_load(&lab->shared->forged) == 0)
        lab_violation(lab, "nothing was forged");
}

/* ---- figures ---- */

/* One submission at a time, to workers that sleep. */
void fault_wake(struct lab *lab)
{
    int jobs = lab->job_count + WAKES;
    lab_finish(lab);
    atomic_store(&lab->shared->idle_ms, 5000);
    lab_pass(lab, 300);
    atomic_store(&lab->shared->wakes.count, 0);
    while (lab->job_count < jobs && lab->job_count < LAB_JOBS_MAX &&
           lab->recorded == lab->job_count) {
        lab->job_count++;
        lab_finish(lab);
        lab_pass(lab, 20);
    }
}

/* One that has a job which was not killed twice before: a third time, and it is dead. */
static void kill_one(struct lab *lab, int *kills)
{
    int index = (int)lab_random(lab, (uint64_t)lab->worker_count);
    int number = atomic_load(&lab->shared->holds[index]) - 1;
    if (number < 0 || kills[number] == 2)
        return;
    kills[number]++;
    lab_kill_worker(lab, index);
}

/* All settings as they are in earnest: each worker judges for long, and is killed at any moment
 * between two beats. Others are free. */
void fault_retake(struct lab *lab)
{
    static int kills[LAB_JOBS_MAX];
    atomic_store(&lab->shared->hold_ms, 1000000);
    lab_pass(lab, 3000);
    for (int64_t end_ms = lab_now_ms() + 150000; lab_now_ms() < end_ms;) {
        lab_pass(lab, 200 + (int64_t)lab_random(lab, 1000));
        kill_one(lab, kills);
    }
    lab_pass(lab, 60000);
    atomic_store(&lab->shared->hold_ms, 0);
}
