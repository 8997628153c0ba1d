/* lock: a value is made once, however many want it at the same time. */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include "unit/cache/folder.h"

static struct folder folder;

static void set_up(void)
{
    folder_make(&folder);
}

static void tear_down(void)
{
    folder_remove(&folder);
}

TestSuite(lock, .init = set_up, .fini = tear_down, .timeout = 60);

static struct cache_claim claim(struct cache *cache, unsigned number)
{
    struct cache_claim taken;
    struct key key = key_of(number);
    struct err err;
    cr_assert_eq(cache_claim(cache, CACHE_ARTIFACT, key.hex, -1, &taken, &err), 0);
    return taken;
}

/* What a user of the cache does: look, claim, look again, make. */
static void want(struct cache *cache, atomic_int *made)
{
    if (has(cache, 1, "made"))
        return;
    struct cache_claim taken;
    struct key key = key_of(1);
    struct err err;
    if (cache_claim(cache, CACHE_ARTIFACT, key.hex, -1, &taken, &err) != 0)
        abort();
    if (!has(cache, 1, "made")) {
        (void)usleep(20000); /* the work */
        put(cache, 1, "made");
        atomic_fetch_add(made, 1);
    }
    cache_release(&taken);
}

struct wish {
    struct cache *cache;
    atomic_int *made;
};

static void *want_in_thread(void *argument)
{
    struct wish *wish = argument;
    want(wish->cache, wish->made);
    return NULL;
}

Test(lock, a_hundred_threads_make_it_once)
{
    enum { THREADS = 100 };
    pthread_t threads[THREADS];
    atomic_int made = 0;
    struct wish wish = {folder_cache(&folder, 0), &made};
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, want_in_thread, &wish), 0);
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    cr_expect_eq(made, 1, "made %d times", made);
    cr_expect(has(wish.cache, 1, "made"));
    cache_close(wish.cache);
}

/* Exit status: how often this process has made it. */
static pid_t want_in_process(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct cache_options options = {.folder = folder.path};
        struct cache *cache = cache_open(&options);
        atomic_int made = 0;
        want(cache, &made);
        cache_close(cache);
        _exit(made);
    }
    return pid;
}

Test(lock, processes_that_race_make_it_once)
{
    enum { PROCESSES = 8 };
    pid_t pids[PROCESSES];
    int made = 0;
    for (int i = 0; i < PROCESSES; i++)
        pids[i] = want_in_process();
    for (int i = 0; i < PROCESSES; i++) {
        int status;
        cr_assert_eq(waitpid(pids[i], &status, 0), pids[i]);
        cr_assert(WIFEXITED(status));
        made += WEXITSTATUS(status);
    }
    cr_expect_eq(made, 1, "made %d times", made);
    struct cache *cache = folder_cache(&folder, 0);
    struct cache_counts counts[CACHE_KINDS];
    struct err err;
    cr_assert_eq(cache_survey(cache, counts, &err), 0, "%s", err.msg);
    cr_expect_eq(counts[CACHE_ARTIFACT].stores, 1, "counts of all processes are added");
    cache_close(cache);
}

Test(lock, other_keys_do_not_wait)
{
    struct cache *cache = folder_cache(&folder, 0);
    struct cache_claim first = claim(cache, 1);
    struct cache_claim second = claim(cache, 2);
    cache_release(&second);
    cache_release(&first);
    cache_close(cache);
}

Test(lock, a_holder_that_dies_gives_it_back)
{
    struct cache *cache = folder_cache(&folder, 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct cache_claim taken;
        struct key key = key_of(1);
        struct err err;
        if (cache_claim(cache, CACHE_ARTIFACT, key.hex, -1, &taken, &err) != 0)
            _exit(1);
        _exit(0); /* without giving it back */
    }
    int status;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert_eq(status, 0);
    struct cache_claim taken = claim(cache, 1);
    cr_expect_geq(taken.fd, 0);
    cache_release(&taken);
    cache_close(cache);
}

Test(lock, waiting_can_be_interrupted)
{
    struct cache *cache = folder_cache(&folder, 0);
    struct cache_claim first = claim(cache, 1), second;
    struct key key = key_of(1);
    struct err err = {0};
    int cancel_fd = eventfd(1, EFD_CLOEXEC);
    cr_expect_eq(cache_claim(cache, CACHE_ARTIFACT, key.hex, cancel_fd, &second, &err), -1);
    cr_expect_eq(err.kind, ERR_INTERRUPTED);
    close(cancel_fd);
    cache_release(&first);
    cache_close(cache);
}
