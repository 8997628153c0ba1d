/* agent: the supervisor, with an agent of our own making: a shell script that acts on the words of
 * a request's language. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include <criterion/criterion.h>

#include "base/fs.h"
#include "serve/agent.h"

/* The language says what becomes of the request. Each start is counted in a file. */
static const char script[] =
    "#!/bin/sh\n"
    "echo start >> \"$(dirname \"$0\")/starts\"\n"
    "[ -e \"$(dirname \"$0\")/broken\" ] && { echo 'no sandbox works here' >&2; exit 4; }\n"
    "echo '{\"event\":\"ready\",\"version\":\"1\",\"slots\":2,\"degraded\":[\"d\"],"
    "\"languages\":[{\"id\":\"c\"}]}'\n"
    "slow=\n"
    "while read -r line; do\n"
    "  seq=${line#*\\\"seq\\\":}; seq=${seq%%[,\\}]*}\n"
    "  case $line in\n"
    "  *'\"do\":\"cancel\"'*) [ \"$slow\" = deaf ] ||\n"
    "    echo '{\"event\":\"interrupted\",\"seq\":'$seq'}' ;;\n"
    "  *'\"good\"'*) echo '{\"event\":\"compiled\",\"seq\":'$seq',\"ok\":true}'\n"
    "    echo '{\"event\":\"done\",\"seq\":'$seq',\"report\":{\"source\":\"a\",\"problem\":\"p\","
    "\"verdict\":\"WA\"}}' ;;\n"
    "  *'\"run\"'*) echo '{\"event\":\"ran\",\"seq\":'$seq',\"result\":{\"language\":\"c\","
    "\"runs\":[{\"verdict\":\"AC\",\"stdout\":\"b2s=\"}]}}' ;;\n"
    "  *'\"bad\"'*) echo '{\"event\":\"refused\",\"seq\":'$seq',\"kind\":\"input\","
    "\"message\":\"m\"}' ;;\n"
    "  *'\"unable\"'*) echo '{\"event\":\"refused\",\"seq\":'$seq',\"kind\":\"judge\","
    "\"message\":\"m\"}' ;;\n"
    "  *'\"poison\"'*) echo 'I am hit' >&2; kill -9 $$ ;;\n"
    "  *'\"garbage\"'*) echo 'not JSON' ;;\n"
    "  *'\"lie\"'*) echo '{\"event\":\"done\",\"seq\":'$seq',\"report\":{}}' ;;\n"
    "  *'\"slow\"'*) slow=slow ;;\n"
    "  *'\"deaf\"'*) slow=deaf ;;\n"
    "  esac\n"
    "done\n"
    "exit 0\n";

static struct arena arena;
static struct loop *loop;
static struct agents *agents;
static const char *folder;

/* What was told, in the order of telling: "done WA", "crashed". */
static struct told {
    char text[16][64];
    size_t count, wanted;
    size_t progress;
} told;

static const char *path_of(const char *name)
{
    return fs_join(&arena, folder, name);
}

static void on_progress(void *context, const char *event, const struct json *message,
                        const char *line)
{
    (void)context;
    told.progress += strcmp(event, "compiled") == 0 && json_get(message, "ok") != NULL &&
                     strstr(line, "\"ok\"") != NULL;
}

static void on_ended(void *context, const struct agent_ending *ending)
{
    (void)context;
    char *text = told.text[told.count++];
    if (ending->report)
        (void)snprintf(text, 64, "done %s", verdict_code(ending->report->verdict));
    else if (ending->ran)
        (void)snprintf(text, 64, "ran %s", ending->ran->runs[0].output);
    else
        (void)snprintf(text, 64, "%s", agent_end_name(ending->end));
    if (told.count >= told.wanted)
        loop_stop(loop);
}

static const struct agent_calls calls = {.progress = on_progress, .ended = on_ended};

static void open_agents(void)
{
    struct err err = {0};
    cr_assert_eq(fs_make_temporary("evalx-agent-test", &arena, &folder, &err), 0, "%s", err.msg);
    cr_assert_eq(fs_write_new(AT_FDCWD, path_of("evalx"), script, strlen(script), 0700, &err), 0);
    cr_assert_eq(loop_open(&loop, &err), 0, "%s", err.msg);
    const struct agents_options options = {
        .loop = loop,
        .program = path_of("evalx"),
        .slots = 2,
        .run_agents = 1,
        .idle_ms = 1500,
        .cancel_ms = 1,
    };
    cr_assert_eq(agents_open(&options, &agents, &err), 0, "%s", err.msg);
}

static void close_agents(void)
{
    struct err err;
    agents_close(agents);
    loop_close(loop);
    (void)!fs_remove_tree(AT_FDCWD, folder, &err);
    arena_done(&arena);
}

TestSuite(agent, .init = open_agents, .fini = close_agents, .timeout = 30);

static int64_t start(const char *what, const char *language)
{
    struct agent_request request = {
        .what = what, .problem = "/p", .revision = "1", .language = language};
    return agents_start(agents, &request, &calls, NULL);
}

static void run_until(size_t count)
{
    struct err err = {0};
    told.wanted = count;
    cr_assert_eq(loop_run(loop, &err), 0, "%s", err.msg);
}

static size_t starts(void)
{
    EV_STR struct str text = {0};
    struct err err;
    if (fs_read(AT_FDCWD, path_of("starts"), 1 << 20, &text, &err) != 0)
        return 0;
    return text.count / strlen("start\n");
}

Test(agent, nothing_is_started_without_a_task)
{
    cr_expect_eq(agents_figures(agents).agents_up, 0);
    cr_expect_eq(agents_figures(agents).boxes_released, 3);
    cr_expect_null(agents_degraded(agents));
    cr_expect_eq(starts(), 0);
}

Test(agent, a_report_comes_back_and_the_agent_stays)
{
    start("judge", "good");
    run_until(1);
    start("judge", "good");
    run_until(2);
    cr_expect_str_eq(told.text[0], "done WA");
    cr_expect_str_eq(told.text[1], "done WA");
    cr_expect_eq(told.progress, 2);
    cr_expect_eq(starts(), 1);
    cr_expect_eq(agents_figures(agents).boxes_idle, 2);
    cr_expect_eq(json_count(agents_degraded(agents)), 1);
    cr_expect_eq(json_count(agents_languages(agents)), 1);
}

Test(agent, runs_have_an_agent_of_their_own)
{
    start("run", "c");
    run_until(1);
    cr_expect_str_eq(told.text[0], "ran ok");
    cr_expect_eq(agents_figures(agents).boxes_released, 2);
    cr_expect_eq(agents_room(agents, "run"), 1);
}

Test(agent, who_is_at_fault_is_told_apart)
{
    start("judge", "bad");
    start("judge", "unable");
    start("judge", "lie");
    run_until(3);
    cr_expect_str_eq(told.text[0], "refused");
    cr_expect_str_eq(told.text[1], "unable");
    cr_expect_str_eq(told.text[2], "unable");
    cr_expect_eq(starts(), 1);
}

Test(agent, a_crash_is_told_and_the_next_task_is_done_one_at_a_time)
{
    start("judge", "poison");
    run_until(1);
    cr_expect_str_eq(told.text[0], "crashed");
    cr_expect_eq(agents_figures(agents).crashes, 1);
    cr_expect_eq(agents_room(agents, "judge"), 1, "after a crash, one at a time");
    start("judge", "good");
    run_until(2);
    cr_expect_str_eq(told.text[1], "done WA");
    cr_expect_eq(starts(), 2);
}

Test(agent, what_cannot_be_understood_ends_the_agent)
{
    start("judge", "garbage");
    run_until(1);
    cr_expect_str_eq(told.text[0], "crashed");
}

Test(agent, a_cancelled_task_is_nobodys_fault)
{
    int64_t task = start("judge", "slow");
    start("judge", "good");
    run_until(1);
    cr_expect_str_eq(told.text[0], "done WA");
    agents_cancel(agents, task);
    run_until(2);
    cr_expect_str_eq(told.text[1], "interrupted");
    cr_expect_eq(agents_busy(agents), 0);
}

Test(agent, one_that_does_not_heed_a_cancel_is_killed_and_the_others_are_released)
{
    int64_t task = start("judge", "deaf");
    start("judge", "deaf");
    start("judge", "good");
    run_until(1);
    agents_cancel(agents, task);
    run_until(3);
    cr_expect_str_eq(told.text[1], "interrupted");
    cr_expect_str_eq(told.text[2], "interrupted");
}

Test(agent, a_waiting_task_is_cancelled_at_once)
{
    int64_t task = start("judge", "good");
    agents_cancel(agents, task);
    cr_expect_eq(told.count, 1);
    cr_expect_str_eq(told.text[0], "interrupted");
    cr_expect_eq(starts(), 0);
}

Test(agent, a_request_that_no_agent_takes_is_refused)
{
    size_t count = (size_t)AGENT_LINE_MAX / 4 * 3;
    const struct report_file file = {"a", arena_alloc(&arena, count), count};
    struct agent_request request = {
        .what = "judge", .problem = "/p", .revision = "1", .files = &file, .file_count = 1};
    (void)agents_start(agents, &request, &calls, NULL);
    run_until(1);
    cr_expect_str_eq(told.text[0], "refused");
    cr_expect_eq(starts(), 0);
}

Test(agent, room_is_what_would_begin_soon)
{
    cr_expect_eq(agents_room(agents, "judge"), 3);
    cr_expect_eq(agents_room(agents, "run"), 1);
    start("judge", "slow");
    start("run", "c");
    cr_expect_eq(agents_room(agents, "judge"), 2);
    cr_expect_eq(agents_room(agents, "run"), 0);
}

static void stop_when_down(void *context)
{
    if (agents_figures(agents).agents_up == 0)
        loop_stop(loop);
    else
        timer_set(context, 50);
}

Test(agent, an_idle_agent_is_stopped_and_started_again)
{
    struct timer timer;
    struct err err = {0};
    start("judge", "good");
    run_until(1);
    timer_init(&timer, loop, stop_when_down, &timer);
    timer_set(&timer, 50);
    cr_assert_eq(loop_run(loop, &err), 0);
    timer_done(&timer);
    cr_expect_eq(agents_figures(agents).crashes, 0);
    cr_expect_eq(agents_figures(agents).boxes_released, 3);
    start("judge", "good");
    run_until(2);
    cr_expect_eq(starts(), 2);
}

static void stop_when_well(void *context)
{
    if (agents_trouble(agents) == NULL)
        loop_stop(loop);
    else
        timer_set(context, 50);
}

Test(agent, one_that_does_not_start_releases_what_waits_until_it_does)
{
    struct timer timer;
    struct err err = {0};
    cr_assert_eq(fs_write_new(AT_FDCWD, path_of("broken"), "", 0, 0600, &err), 0);
    start("judge", "good");
    run_until(1);
    cr_expect_str_eq(told.text[0], "interrupted");
    cr_expect_eq(agents_room(agents, "judge"), 0);
    cr_expect(strstr(agents_trouble(agents), "no sandbox works here") != NULL, "%s",
              agents_trouble(agents));
    cr_assert_eq(unlink(path_of("broken")), 0);
    timer_init(&timer, loop, stop_when_well, &timer);
    timer_set(&timer, 50);
    cr_assert_eq(loop_run(loop, &err), 0);
    timer_done(&timer);
    cr_expect_eq(agents_room(agents, "judge"), 1, "one at a time after a failure");
}
