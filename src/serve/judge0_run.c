/* judge0_run: from a stored submission to runs of an agent, and from what came of them to the
 * stored result. */
#include <math.h>
#include <signal.h>
#include <string.h>

#include "base/base64.h"
#include "base/parse.h"
#include "serve/judge0.h"

enum { KB = 1024, CAPTURE_SPARE = 4096, WORDS_MOST = 256, WRITTEN_FACTOR = 16 };

static const int64_t SECOND_NS = 1000000000;
static const int64_t MS_NS = 1000000;

static double number_of(const struct json *stored, const char *key)
{
    double value = 0;
    const char *text = json_text(json_get(stored, key));
    if (text != NULL)
        (void)!parse_double(key, text, -1e15, 1e15, &value, NULL); /* it was checked */
    else
        (void)json_number(json_get(stored, key), &value);
    return value;
}

static bool flag_of(const struct json *stored, const char *key)
{
    bool value = false;
    (void)json_flag(json_get(stored, key), &value); /* absent: false */
    return value;
}

/* NULL where there is none. */
static const char *bytes_of(const struct json *stored, const char *key, struct arena *arena,
                            size_t *count_out)
{
    const char *text = json_text(json_get(stored, key)), *bytes = NULL;
    *count_out = 0;
    if (text != NULL)
        base64_read_loosely(arena, text, strlen(text), &bytes, count_out); /* our own */
    return bytes;
}

/* ---- what is asked ---- */

/* One character of a word, or a pair behind a backslash: returns the last that was used. */
static const char *take_character(const char *at, char *quote, struct str *word)
{
    if (*quote == '\0' && (*at == '\'' || *at == '"'))
        *quote = *at;
    else if (*at == *quote)
        *quote = '\0';
    else if (*at == '\\' && at[1] != '\0' && *quote != '\'')
        str_add_char(word, *++at);
    else
        str_add_char(word, *at);
    return at;
}

/* Words as a shell splits them, quotes honoured; what would mean more to a shell is dropped. */
static const char **split(const char *text, struct arena *arena, size_t *count_out)
{
    const char **words = arena_alloc(arena, WORDS_MOST * sizeof(*words));
    EV_STR struct str word = {.maximum = 4 * JUDGE0_OPTIONS_MOST};
    char quote = '\0';
    bool has_word = false;
    *count_out = 0;
    for (const char *at = text != NULL ? text : ""; *count_out < WORDS_MOST - 1; at++) {
        bool is_end = *at == '\0' || (quote == '\0' && strchr(" \t\r\n", *at) != NULL);
        if (is_end && has_word) {
            words[(*count_out)++] = arena_string(arena, str_text(&word));
            str_clear(&word);
            has_word = false;
        }
        if (*at == '\0')
            break;
        if (is_end || strchr("$&;<>|`", *at) != NULL)
            continue;
        has_word = true;
        at = take_character(at, &quote, &word);
    }
    return words;
}

static int64_t at_least(int64_t value, int64_t least)
{
    return value > least ? value : least;
}

static struct limits limits_of(const struct json *stored)
{
    double cpu_s = number_of(stored, "cpu_time_limit") + number_of(stored, "cpu_extra_time");
    double wall_s = number_of(stored, "wall_time_limit");
    int64_t file_bytes = at_least((int64_t)number_of(stored, "max_file_size") * KB, 1);
    struct limits limits = LIMITS_UNSET;
    limits.cpu_ns = at_least((int64_t)(cpu_s * (double)SECOND_NS), MS_NS);
    limits.wall_ns = at_least((int64_t)(wall_s * (double)SECOND_NS), MS_NS);
    limits.memory_bytes = (int64_t)number_of(stored, "memory_limit") * KB;
    limits.stack_bytes = at_least((int64_t)number_of(stored, "stack_limit") * KB, 1);
    limits.processes = (int64_t)number_of(stored, "max_processes_and_or_threads");
    limits.output_bytes = file_bytes;
    limits.written_bytes = WRITTEN_FACTOR * at_least(file_bytes, KB * KB);
    return limits;
}

/* Numbers that mean no language of ours: what they are made of. */
static const struct {
    int64_t number;
    const char *name, *run;
} specials[] = {
    {JUDGE0_PLAIN_TEXT, "text.txt", "cat text.txt\n"},
    {JUDGE0_EXECUTABLE, "a.out", "chmod +x a.out && exec ./a.out \"$@\"\n"},
};

static void set_special(struct agent_request *request, int64_t number, struct report_file *files)
{
    request->is_multi_file = true;
    request->file_count = 0;
    for (size_t i = 0; i < EV_ARRAY_LENGTH(specials); i++) {
        if (specials[i].number != number)
            continue;
        files[0].name = specials[i].name;
        files[1] = (struct report_file){"run", specials[i].run, strlen(specials[i].run)};
        request->file_count = 2;
    }
}

static void set_runs(struct agent_request *request, const struct json *stored, struct arena *arena)
{
    struct agent_run run = {0};
    run.input = bytes_of(stored, "stdin", arena, &run.input_count);
    run.arguments =
        split(json_text(json_get(stored, "command_line_arguments")), arena, &run.argument_count);
    request->runs = arena_copy(arena, &run, sizeof(run));
    request->run_count = 1;
    request->repeats = (size_t)number_of(stored, "number_of_runs");
}

int judge0_request(const struct job *job, struct arena *arena, struct agent_request *request_out,
                   struct err *err)
{
    struct json *stored = NULL;
    if (json_parse("request", job->request, job->request_count, &stored, err) != 0)
        return -1;
    struct agent_request request = {.what = "run", .language = job->language, .user = job->user};
    struct report_file *files = arena_alloc(arena, 2 * sizeof(*files));
    files[0].name = "main";
    files[0].bytes = bytes_of(stored, "source_code", arena, &files[0].count);
    request.files = files;
    request.file_count = 1;
    request.archive = bytes_of(stored, "additional_files", arena, &request.archive_count);
    if (job->language == NULL)
        set_special(&request, (int64_t)number_of(stored, "language_id"), files);
    set_runs(&request, stored, arena);
    request.options =
        split(json_text(json_get(stored, "compiler_options")), arena, &request.option_count);
    if (request.option_count > AGENT_OPTIONS_MAX)
        request.option_count = AGENT_OPTIONS_MAX;
    request.limits = limits_of(stored);
    request.capture_bytes = request.limits.output_bytes + CAPTURE_SPARE;
    request.is_merged = flag_of(stored, "redirect_stderr_to_stdout");
    json_close(stored);
    *request_out = request;
    return 0;
}

/* ---- what came of it ---- */

/* As Ruby's rstrip: NUL bytes too. */
static size_t stripped(const char *text, size_t count)
{
    while (count > 0 && (text[count - 1] == ' ' || text[count - 1] == '\0' ||
                         (text[count - 1] >= '\t' && text[count - 1] <= '\r')))
        count--;
    return count;
}

static size_t line_bytes(const char *text, size_t count)
{
    const char *newline = count > 0 ? memchr(text, '\n', count) : NULL;
    return newline != NULL ? (size_t)(newline - text) : count;
}

bool judge0_is_same(const char *expected, size_t expected_count, const char *output,
                    size_t output_count)
{
    size_t left = stripped(expected, expected_count), right = stripped(output, output_count);
    size_t i = 0, j = 0;
    while (i < left && j < right) {
        size_t one = line_bytes(expected + i, left - i), other = line_bytes(output + j, right - j);
        size_t length = stripped(expected + i, one);
        if (length != stripped(output + j, other) || memcmp(expected + i, output + j, length) != 0)
            return false;
        i += one + 1;
        j += other + 1;
    }
    return i >= left && j >= right;
}

static const struct {
    int signal;
    enum judge0_status status;
} signals[] = {
    {SIGSEGV, JUDGE0_SIGSEGV},
    {SIGXFSZ, JUDGE0_SIGXFSZ},
    {SIGFPE, JUDGE0_SIGFPE},
    {SIGABRT, JUDGE0_SIGABRT},
};

static enum judge0_status status_of_signal(int number)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(signals); i++) {
        if (signals[i].signal == number)
            return signals[i].status;
    }
    return JUDGE0_OTHER;
}

/* How a run ended, in this API's words. */
struct ended {
    enum judge0_status status;
    int signal;      /* 0: none */
    int exit_status; /* of one that exited */
    const char *message;
};

static struct ended of_signal(int number, struct arena *arena)
{
    return (struct ended){.status = status_of_signal(number),
                          .signal = number,
                          .message = arena_printf(arena, "Caught fatal signal %d", number)};
}

/* Limits that break a run before it ends come as the signal that they would have sent there. */
static struct ended ending_of(const struct facts *facts, double cpu_s, struct arena *arena)
{
    if (facts->limits_hit & LIMIT_WALL)
        return (struct ended){.status = JUDGE0_TIME_LIMIT,
                              .message = "Time limit exceeded (wall clock)"};
    if ((facts->limits_hit & LIMIT_CPU) || (double)facts->cpu_ns > cpu_s * (double)SECOND_NS)
        return (struct ended){.status = JUDGE0_TIME_LIMIT, .message = "Time limit exceeded"};
    if (facts->start_errno != 0)
        return (struct ended){
            .status = JUDGE0_EXEC_FORMAT_ERROR,
            .message = arena_printf(arena, "execve: %s", strerrordesc_np(facts->start_errno))};
    if (facts->made_forbidden_call)
        return of_signal(SIGSYS, arena);
    if (facts->limits_hit & LIMIT_OUTPUT)
        return of_signal(SIGXFSZ, arena);
    if (facts->limits_hit & LIMIT_MEMORY)
        return of_signal(SIGKILL, arena);
    if (facts->signal != 0)
        return of_signal(facts->signal, arena);
    if (facts->exit_status != 0)
        return (struct ended){
            .status = JUDGE0_NZEC,
            .exit_status = facts->exit_status,
            .message = arena_printf(arena, "Exited with error status %d", facts->exit_status)};
    return (struct ended){.status = JUDGE0_ACCEPTED};
}

static void set_bytes(struct json *object, const char *key, const char *bytes, size_t count)
{
    EV_STR struct str text = {.maximum = 2 * count + 8};
    if (count == 0)
        return;
    base64_add(&text, bytes, count, 0);
    json_set_string_n(object, key, str_text(&text), text.count);
}

static void set_compile_error(struct json *result, const struct compile_report *compile)
{
    static const char too_long[] = "Compilation time limit exceeded.";
    const char *text = compile->messages != NULL ? compile->messages : "";
    if (compile->facts.limits_hit & (LIMIT_CPU | LIMIT_WALL))
        text = too_long;
    else if (text[0] == '\0' && compile->reason != NULL)
        text = compile->reason;
    json_set_i64(result, "status", JUDGE0_COMPILATION_ERROR);
    json_set_string(result, "verdict", verdict_code(VERDICT_COMPILE_ERROR));
    set_bytes(result, "compile_output", text, strlen(text));
}

/* Runs up to the first that does not count as accepted; figures are means over them. */
struct summed {
    size_t runs;
    double cpu_ns, wall_ns, memory_bytes;
    struct ended ended;
    const struct run_report *last;
    const char *output; /* of the last one */
    size_t output_count;
};

static struct summed sum_up(const struct json *stored, const struct ran_report *ran,
                            struct arena *arena)
{
    struct summed sum = {.ended = {.status = JUDGE0_INTERNAL_ERROR, .message = "nothing was run"}};
    size_t expected_count;
    const char *expected = bytes_of(stored, "expected_output", arena, &expected_count);
    double cpu_s = number_of(stored, "cpu_time_limit");
    for (size_t i = 0; i < ran->run_count; i++) {
        const struct run_report *run = &ran->runs[i];
        sum.runs++;
        sum.last = run;
        sum.cpu_ns += (double)run->facts.cpu_ns;
        sum.wall_ns += (double)run->facts.wall_ns;
        sum.memory_bytes += (double)at_least(run->facts.memory_bytes, 0);
        sum.ended = ending_of(&run->facts, cpu_s, arena);
        if (!run->is_output_repeated) {
            sum.output = run->output;
            sum.output_count = run->output_count;
        }
        if (sum.ended.status == JUDGE0_ACCEPTED && expected != NULL &&
            !judge0_is_same(expected, expected_count, sum.output, sum.output_count))
            sum.ended.status = JUDGE0_WRONG_ANSWER;
        if (sum.ended.status != JUDGE0_ACCEPTED)
            break;
    }
    return sum;
}

static void set_run(struct json *result, const struct ran_report *ran, const struct summed *sum)
{
    double runs = (double)sum->runs;
    const struct run_report *run = sum->last;
    bool is_wrong = sum->ended.status == JUDGE0_WRONG_ANSWER;
    json_set_i64(result, "status", (int64_t)sum->ended.status);
    if (sum->ended.message != NULL)
        json_set_string(result, "message", sum->ended.message);
    json_set_string(result, "verdict",
                    verdict_code(run == NULL ? VERDICT_JUDGE_ERROR
                                 : is_wrong  ? VERDICT_WRONG_ANSWER
                                             : run->verdict));
    if (run == NULL)
        return;
    set_bytes(result, "stdout", sum->output, sum->output_count);
    set_bytes(result, "stderr", run->error_output, run->error_count);
    const char *words = ran->compile.messages != NULL ? ran->compile.messages : "";
    set_bytes(result, "compile_output", words, strlen(words));
    json_set_i64(result, "exit_code", sum->ended.exit_status);
    if (sum->ended.signal != 0)
        json_set_i64(result, "exit_signal", sum->ended.signal);
    judge0_set_decimal(result, "time", round(sum->cpu_ns / runs / (double)MS_NS) / 1000);
    judge0_set_decimal(result, "wall_time", round(sum->wall_ns / runs / (double)MS_NS) / 1000);
    json_set_i64(result, "memory", (int64_t)(sum->memory_bytes / runs / KB));
}

struct json *judge0_result(const struct job *job, const struct ran_report *ran)
{
    EV_CLEANUP(arena_done) struct arena arena = {0};
    struct json *stored = NULL, *result = json_map();
    struct err ignored; /* it was read before it was sent */
    if (json_parse("request", job->request, job->request_count, &stored, &ignored) != 0)
        stored = json_map();
    if (ran->compile.is_attempted && !ran->compile.is_ok) {
        set_compile_error(result, &ran->compile);
    } else {
        struct summed sum = sum_up(stored, ran, &arena);
        set_run(result, ran, &sum);
    }
    json_close(stored);
    return result;
}
