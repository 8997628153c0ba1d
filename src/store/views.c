/* views: the questions that the history answers; data only, see view.h. */
#include "store/filter.h"
#include "store/view.h"

/* Nearest rank: the smallest value that the given share does not exceed. What is not measured
 * stands last, so that one sorting serves rank and count. */
#define RANK_WITHIN(keys, value)                                                                   \
    " row_number() OVER (PARTITION BY " keys " ORDER BY " value " IS NULL, " value ") AS rank,"    \
    " count(" value ") OVER (PARTITION BY " keys " ORDER BY " value " IS NULL, " value             \
    " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS measured"

#define ACCEPTED_SHARE "count(*), sum(verdict = 'AC'), avg(verdict = 'AC')"

#define RANK_FIGURES                                                                               \
    " max(cpu_us) FILTER (WHERE rank = (measured * 50 + 99) / 100),"                               \
    " max(cpu_us) FILTER (WHERE rank = (measured * 95 + 99) / 100),"                               \
    " max(cpu_us), max(memory_bytes)"

#define RANK_COLUMNS                                                                               \
    {"cpu_p50_ms", "CPU p50", COLUMN_DURATION}, {"cpu_p95_ms", "CPU p95", COLUMN_DURATION},        \
        {"cpu_max_ms", "CPU max", COLUMN_DURATION},                                                \
    {                                                                                              \
        "memory_max_bytes", "memory max", COLUMN_BYTES                                             \
    }

#define ACCEPTED_COLUMNS                                                                           \
    {"accepted", "accepted", COLUMN_COUNT},                                                        \
    {                                                                                              \
        "accepted_share", "share", COLUMN_SHARE                                                    \
    }

#define RANKED(key)                                                                                \
    "WITH matched AS (SELECT " key " AS key, user, verdict, cpu_us, memory_bytes, total_cpu_us"    \
    "  FROM judged WHERE" FILTER_SQL "),"                                                          \
    " ranked AS (SELECT *," RANK_WITHIN(                                                           \
        "key", "cpu_us") " FROM matched)"                                                          \
                         " SELECT key, " ACCEPTED_SHARE                                            \
                         ", count(DISTINCT nullif(user, ''))," RANK_FIGURES                        \
                         ", sum(total_cpu_us) FROM ranked GROUP BY key ORDER BY "

#define BY(view_name, key, title, order)                                                           \
    {                                                                                              \
        .name = view_name, .sql = RANKED(key) order " LIMIT :limit", .limit = STORE_LIMIT_NONE,    \
        .columns = {                                                                               \
            {view_name, title, COLUMN_TEXT},                                                       \
            {"submissions", "judged", COLUMN_COUNT},                                               \
            ACCEPTED_COLUMNS,                                                                      \
            {"users", "users", COLUMN_COUNT},                                                      \
            RANK_COLUMNS,                                                                          \
            {"total_cpu_ms", "CPU of all", COLUMN_DURATION},                                       \
        },                                                                                         \
    }

#define PERCENTILES_OF(label, column)                                                              \
    "SELECT '" label "' AS measure, max(n), min(value),"                                           \
    " max(value) FILTER (WHERE rank = (n * 50 + 99) / 100),"                                       \
    " max(value) FILTER (WHERE rank = (n * 95 + 99) / 100),"                                       \
    " max(value) FILTER (WHERE rank = (n * 99 + 99) / 100), max(value)"                            \
    " FROM (SELECT " column " AS value, row_number() OVER (ORDER BY " column ") AS rank,"          \
    "  count(*) OVER () AS n FROM judged WHERE " column " IS NOT NULL AND" FILTER_SQL ")"

#define PERCENTILE_COLUMNS(kind, suffix)                                                           \
    {                                                                                              \
        {"measure", "", COLUMN_TEXT}, {"submissions", "judged", COLUMN_COUNT},                     \
            {"min" suffix, "min", kind}, {"p50" suffix, "p50", kind}, {"p95" suffix, "p95", kind}, \
            {"p99" suffix, "p99", kind}, {"max" suffix, "max", kind},                              \
    }

#define JUDGING_OF_SUBMISSION                                                                      \
    " submission_id = :submission AND judging = coalesce(:judging,"                                \
    " (SELECT active_judging FROM submission WHERE id = :submission)) "

const struct view views[] = {
    {
        .name = "overview",
        .sql = "SELECT count(*), (SELECT count(*) FROM judging j JOIN submission s"
               "  ON s.id = j.submission_id WHERE :kind IS NULL OR s.kind = :kind),"
               " sum(verdict = 'AC'),"
               " avg(verdict = 'AC'), count(DISTINCT nullif(user, '')), count(DISTINCT problem),"
               " count(DISTINCT nullif(language, '')), sum(tests_done), sum(total_cpu_us),"
               " avg(is_cached), min(finished_us), max(finished_us) FROM judged WHERE" FILTER_SQL,
        .columns =
            {
                {"submissions", "submissions", COLUMN_COUNT},
                {"judgings", "judgings, old ones too", COLUMN_COUNT},
                {"accepted", "accepted", COLUMN_COUNT},
                {"accepted_share", "share of accepted", COLUMN_SHARE},
                {"users", "users", COLUMN_COUNT},
                {"problems", "problems", COLUMN_COUNT},
                {"languages", "languages", COLUMN_COUNT},
                {"tests", "tests", COLUMN_COUNT},
                {"total_cpu_ms", "CPU of all tests", COLUMN_DURATION},
                {"cached_share", "share out of the cache", COLUMN_SHARE},
                {"first", "first", COLUMN_TIME},
                {"last", "last", COLUMN_TIME},
            },
    },
    BY("problem", "problem", "problem", "key"),
    BY("language", "language", "language", "count(*) DESC, key"),
    BY("verdict", "verdict", "verdict", "count(*) DESC, key"),
    BY("user", "user", "user", "key"),
    BY("hour", "strftime('%Y-%m-%d %H:00', finished_us / 1000000, 'unixepoch', 'localtime')",
       "hour", "key"),
    {
        .name = "verdicts",
        .sql = "SELECT verdict, count(*), count(*) * 1.0 / sum(count(*)) OVER () FROM judged"
               " WHERE" FILTER_SQL "GROUP BY verdict ORDER BY count(*) DESC, verdict",
        .columns =
            {
                {"verdict", "verdict", COLUMN_TEXT},
                {"submissions", "judged", COLUMN_COUNT},
                {"share", "share", COLUMN_SHARE},
            },
    },
    {
        /* CROSS: only the runs of what the filter lets through are read. */
        .name = "test",
        .sql =
            "WITH run AS (SELECT j.problem, t.name, t.position, t.verdict, t.cpu_us,"
            "  t.memory_bytes," RANK_WITHIN(
                "j.problem, t.name",
                "t.cpu_us") "  FROM judged j CROSS JOIN test_run t ON t.submission_id = j.id AND"
                            "  t.judging = j.judging WHERE" FILTER_BY_SQL(
                                "j.verdict") "AND t.verdict <> 'SK')"
                                             " SELECT problem, name, " ACCEPTED_SHARE
                                             ", " RANK_FIGURES " FROM run GROUP BY problem, name"
                                             " ORDER BY problem, min(position), name LIMIT :limit",
        .limit = STORE_LIMIT_NONE,
        .columns =
            {
                {"problem", "problem", COLUMN_TEXT},
                {"test", "test", COLUMN_TEXT},
                {"runs", "runs", COLUMN_COUNT},
                ACCEPTED_COLUMNS,
                RANK_COLUMNS,
            },
    },
    {
        .name = "durations",
        .sql = PERCENTILES_OF("CPU", "cpu_us") " UNION ALL " PERCENTILES_OF("wall", "wall_us"),
        .columns = PERCENTILE_COLUMNS(COLUMN_DURATION, "_ms"),
    },
    {
        .name = "memory",
        .sql = PERCENTILES_OF("memory", "memory_bytes"),
        .columns = PERCENTILE_COLUMNS(COLUMN_BYTES, "_bytes"),
    },
    {
        .name = "list",
        .sql = "SELECT id, finished_us, user, problem, language, verdict, score, cpu_us,"
               " memory_bytes, is_cached, name, expected, is_as_expected FROM judged"
               " WHERE" FILTER_SQL " ORDER BY id DESC LIMIT :limit",
        .limit = 20,
        .columns =
            {
                {"id", "id", COLUMN_COUNT},
                {"finished", "finished", COLUMN_TIME},
                {"user", "user", COLUMN_TEXT},
                {"problem", "problem", COLUMN_TEXT},
                {"language", "language", COLUMN_TEXT},
                {"verdict", "verdict", COLUMN_TEXT},
                {"score", "score", COLUMN_SCORE},
                {"cpu_ms", "CPU", COLUMN_DURATION},
                {"memory_bytes", "memory", COLUMN_BYTES},
                {"cached", "cached", COLUMN_FLAG},
                {"source", "source", COLUMN_TEXT},
                {"expected", "expected", COLUMN_TEXT},
                {"as_expected", "as expected", COLUMN_FLAG},
            },
    },
    {
        /* The slowest tests are of the judgings whose slowest test is slowest, as many; but those
         * with a certain verdict may be of any. */
        .name = "slowest",
        .sql =
            "WITH slow AS (SELECT id, judging, problem, language, user FROM judged"
            "  WHERE cpu_us IS NOT NULL AND" FILTER_BUT_VERDICT_SQL
            "  ORDER BY cpu_us DESC, id LIMIT iif(:verdict IS NULL, :limit, -1))"
            " SELECT t.submission_id, j.problem, t.name, j.language, j.user, t.verdict, t.cpu_us,"
            " t.wall_us, t.memory_bytes FROM slow j CROSS JOIN test_run t"
            " ON t.submission_id = j.id AND t.judging = j.judging"
            " WHERE t.cpu_us IS NOT NULL AND (:verdict IS NULL OR t.verdict = :verdict)"
            " ORDER BY t.cpu_us DESC, t.submission_id, t.position LIMIT :limit",
        .limit = 20,
        .columns =
            {
                {"id", "id", COLUMN_COUNT},
                {"problem", "problem", COLUMN_TEXT},
                {"test", "test", COLUMN_TEXT},
                {"language", "language", COLUMN_TEXT},
                {"user", "user", COLUMN_TEXT},
                {"verdict", "verdict", COLUMN_TEXT},
                {"cpu_ms", "CPU", COLUMN_DURATION},
                {"wall_ms", "wall", COLUMN_DURATION},
                {"memory_bytes", "memory", COLUMN_BYTES},
            },
    },
    {
        .name = "submission",
        .sql = "SELECT s.id, j.judging, s.active_judging, s.user, s.caller_id, s.name, s.problem,"
               " j.language, j.verdict, j.score, iif(j.score IS NULL, NULL, j.max_score),"
               " j.tests_done, j.test_count,"
               " j.cpu_us, j.wall_us, j.memory_bytes, j.total_cpu_us, j.cpu_limit_us,"
               " j.time_limit_origin, j.wall_limit_us, j.memory_limit_bytes,"
               " j.output_limit_bytes, j.processes_limit, j.stack_limit_bytes, j.started_us,"
               " j.finished_us, j.is_cached, j.is_partial,"
               " substr(j.toolchain, 1, instr(j.toolchain || char(10), char(10)) - 1), j.evalx, "
               "p.digest,"
               " p.revision, p.path, j.compile_is_ok, j.compile_reason, j.compile_messages,"
               " j.hints, j.degraded, j.noise, j.error, s.kind, j.expected, j.is_as_expected"
               " FROM submission s JOIN judging j ON j.submission_id = s.id"
               " LEFT JOIN package p ON p.id = j.package_id"
               " WHERE s.id = :submission AND j.judging = coalesce(:judging, s.active_judging)",
        .columns =
            {
                {"id", "submission", COLUMN_COUNT},
                {"judging", "judging", COLUMN_COUNT},
                {"active_judging", "judging that counts", COLUMN_COUNT},
                {"user", "user", COLUMN_TEXT},
                {"caller_id", "the caller's id", COLUMN_TEXT},
                {"source", "source", COLUMN_TEXT},
                {"problem", "problem", COLUMN_TEXT},
                {"language", "language", COLUMN_TEXT},
                {"verdict", "verdict", COLUMN_TEXT},
                {"score", "score", COLUMN_SCORE},
                {"max_score", "of", COLUMN_SCORE},
                {"tests_done", "tests done", COLUMN_COUNT},
                {"test_count", "of", COLUMN_COUNT},
                {"cpu_ms", "CPU, most", COLUMN_DURATION},
                {"wall_ms", "wall, most", COLUMN_DURATION},
                {"memory_bytes", "memory, most", COLUMN_BYTES},
                {"total_cpu_ms", "CPU of all tests", COLUMN_DURATION},
                {"cpu_limit_ms", "time limit", COLUMN_DURATION},
                {"time_limit_origin", "time limit from", COLUMN_TEXT},
                {"wall_limit_ms", "wall limit", COLUMN_DURATION},
                {"memory_limit_bytes", "memory limit", COLUMN_BYTES},
                {"output_limit_bytes", "output limit", COLUMN_BYTES},
                {"processes_limit", "processes limit", COLUMN_COUNT},
                {"stack_limit_bytes", "stack limit", COLUMN_BYTES},
                {"started", "started", COLUMN_TIME},
                {"finished", "finished", COLUMN_TIME},
                {"cached", "cached", COLUMN_FLAG},
                {"partial", "only some tests", COLUMN_FLAG},
                {"toolchain", "toolchain", COLUMN_TEXT},
                {"evalx", "evalx", COLUMN_TEXT},
                {"package_digest", "package", COLUMN_TEXT},
                {"package_revision", "its revision", COLUMN_COUNT},
                {"package_path", "its place", COLUMN_TEXT},
                {"compile_ok", "compiled", COLUMN_FLAG},
                {"compile_reason", "compiling failed", COLUMN_TEXT},
                {"compile_messages", "compiler", COLUMN_TEXT},
                {"hints", "hints", COLUMN_LIST},
                {"degraded", "degraded", COLUMN_LIST},
                {"noise", "noise", COLUMN_LIST},
                {"error", "error", COLUMN_TEXT},
                {"kind", "kind", COLUMN_TEXT},
                {"expected", "expected", COLUMN_TEXT},
                {"as_expected", "as expected", COLUMN_FLAG},
            },
    },
    {
        .name = "tests",
        .sql = "SELECT name, verdict, score, cpu_us, wall_us, memory_bytes, exit_status, signal,"
               " limits_hit, is_cached, other_verdict, message, judge_message"
               " FROM test_run WHERE" JUDGING_OF_SUBMISSION "ORDER BY position",
        .columns =
            {
                {"name", "test", COLUMN_TEXT},
                {"verdict", "verdict", COLUMN_TEXT},
                {"score", "score", COLUMN_SCORE},
                {"cpu_ms", "CPU", COLUMN_DURATION},
                {"wall_ms", "wall", COLUMN_DURATION},
                {"memory_bytes", "memory", COLUMN_BYTES},
                {"exit_status", "exit", COLUMN_COUNT},
                {"signal", "signal", COLUMN_COUNT},
                {"limits_hit", "limits", COLUMN_TEXT},
                {"cached", "cached", COLUMN_FLAG},
                {"other_verdict", "beside others", COLUMN_TEXT},
                {"message", "message", COLUMN_TEXT},
                {"judge_message", "validator", COLUMN_TEXT},
            },
    },
    {
        .name = "failures",
        .sql = "SELECT position, name, difference_line, difference_column, difference_before,"
               " expected, got, error_text FROM test_run WHERE" JUDGING_OF_SUBMISSION
               "AND (error_text IS NOT NULL OR got IS NOT NULL) ORDER BY position",
        .columns =
            {
                {"position", "position", COLUMN_COUNT},
                {"name", "test", COLUMN_TEXT},
                {"line", "line", COLUMN_COUNT},
                {"column", "column", COLUMN_COUNT},
                {"before", "before it", COLUMN_TEXT},
                {"expected", "expected", COLUMN_TEXT},
                {"got", "got", COLUMN_TEXT},
                {"stderr", "standard error", COLUMN_TEXT},
            },
    },
    {
        .name = "groups",
        .sql = "SELECT name, verdict, score, max_score, is_run, how FROM judging_group"
               " WHERE" JUDGING_OF_SUBMISSION "ORDER BY position",
        .columns =
            {
                {"name", "group", COLUMN_TEXT},
                {"verdict", "verdict", COLUMN_TEXT},
                {"score", "score", COLUMN_SCORE},
                {"max_score", "of", COLUMN_SCORE},
                {"run", "run", COLUMN_FLAG},
                {"how", "how", COLUMN_TEXT},
            },
    },
    {
        .name = "export",
        .sql = "SELECT s.id, j.judging, s.user, s.caller_id, s.name, s.problem, j.language,"
               " j.verdict, j.score, j.max_score, j.tests_done, j.test_count, j.cpu_us, j.wall_us,"
               " j.memory_bytes, j.total_cpu_us, j.cpu_limit_us, j.memory_limit_bytes,"
               " j.started_us, j.finished_us, j.is_cached, j.is_partial, p.revision, p.digest,"
               " (SELECT sha256 FROM submission_file f JOIN source ON source.id = f.source_id"
               "  WHERE f.submission_id = s.id ORDER BY f.position LIMIT 1), j.error, s.kind,"
               " j.expected, j.is_as_expected"
               " FROM submission s JOIN judging j ON j.submission_id = s.id"
               " AND j.judging = s.active_judging LEFT JOIN package p ON p.id = j.package_id"
               " WHERE s.id IN (SELECT id FROM judged WHERE" FILTER_SQL ") ORDER BY s.id"
               " LIMIT :limit",
        .limit = STORE_LIMIT_NONE,
        .columns =
            {
                {"id", "id", COLUMN_COUNT},
                {"judging", "judging", COLUMN_COUNT},
                {"user", "user", COLUMN_TEXT},
                {"caller_id", "the caller's id", COLUMN_TEXT},
                {"source", "source", COLUMN_TEXT},
                {"problem", "problem", COLUMN_TEXT},
                {"language", "language", COLUMN_TEXT},
                {"verdict", "verdict", COLUMN_TEXT},
                {"score", "score", COLUMN_SCORE},
                {"max_score", "of", COLUMN_SCORE},
                {"tests_done", "tests done", COLUMN_COUNT},
                {"test_count", "of", COLUMN_COUNT},
                {"cpu_ms", "CPU", COLUMN_DURATION},
                {"wall_ms", "wall", COLUMN_DURATION},
                {"memory_bytes", "memory", COLUMN_BYTES},
                {"total_cpu_ms", "CPU of all tests", COLUMN_DURATION},
                {"cpu_limit_ms", "time limit", COLUMN_DURATION},
                {"memory_limit_bytes", "memory limit", COLUMN_BYTES},
                {"started", "started", COLUMN_TIME},
                {"finished", "finished", COLUMN_TIME},
                {"cached", "cached", COLUMN_FLAG},
                {"partial", "only some tests", COLUMN_FLAG},
                {"package_revision", "package revision", COLUMN_COUNT},
                {"package_digest", "package", COLUMN_TEXT},
                {"source_sha256", "SHA-256 of its first file", COLUMN_TEXT},
                {"error", "error", COLUMN_TEXT},
                {"kind", "kind", COLUMN_TEXT},
                {"expected", "expected", COLUMN_TEXT},
                {"as_expected", "as expected", COLUMN_FLAG},
            },
    },
    {
        .name = "replay",
        .sql = "SELECT j.toolchain, j.options FROM judging j WHERE" JUDGING_OF_SUBMISSION,
        .columns = {{"toolchain", "", COLUMN_TEXT}, {"options", "", COLUMN_TEXT}},
    },
    {
        .name = "attempts",
        .sql = "SELECT id, user, problem, received_us, verdict, score FROM judged WHERE user <> ''"
               " AND is_partial = 0 AND" FILTER_SQL "ORDER BY received_us, id LIMIT :limit",
        .limit = STORE_LIMIT_NONE,
        .columns =
            {
                {"id", "id", COLUMN_COUNT},
                {"user", "user", COLUMN_TEXT},
                {"problem", "problem", COLUMN_TEXT},
                {"at", "at", COLUMN_TIME},
                {"verdict", "verdict", COLUMN_TEXT},
                {"score", "score", COLUMN_SCORE},
            },
    },
    {
        /* Groups that hold no others, of the attempts. */
        .name = "subtasks",
        .sql = "SELECT g.submission_id, g.name, g.score FROM (SELECT id, judging FROM judged"
               " WHERE user <> '' AND is_partial = 0 AND" FILTER_SQL ") a JOIN judging_group g"
               " ON g.submission_id = a.id AND g.judging = a.judging"
               " WHERE coalesce(g.max_score, 1) > 0 AND NOT EXISTS (SELECT 1 FROM judging_group c "
               "WHERE c.submission_id ="
               " g.submission_id AND c.judging = g.judging AND c.parent = g.position AND"
               " c.position <> g.position) ORDER BY g.submission_id, g.position LIMIT :limit",
        .limit = STORE_LIMIT_NONE,
        .columns =
            {
                {"id", "id", COLUMN_COUNT},
                {"name", "name", COLUMN_TEXT},
                {"score", "score", COLUMN_SCORE},
            },
    },
    {
        .name = "rejudge",
        .sql = "SELECT j.id, j.user, j.problem, j.language, j.verdict, j.score, j.name, p.path,"
               " p.digest FROM judged j LEFT JOIN package p ON p.id = j.package_id"
               " WHERE is_partial = 0 AND (:submission IS NULL OR j.id = :submission)"
               " AND j.id IN (SELECT id FROM judged WHERE" FILTER_SQL ") ORDER BY j.id"
               " LIMIT :limit",
        .limit = STORE_LIMIT_NONE,
        .columns =
            {
                {"id", "id", COLUMN_COUNT},
                {"user", "user", COLUMN_TEXT},
                {"problem", "problem", COLUMN_TEXT},
                {"language", "language", COLUMN_TEXT},
                {"verdict", "verdict", COLUMN_TEXT},
                {"score", "score", COLUMN_SCORE},
                {"source", "source", COLUMN_TEXT},
                {"package_path", "package", COLUMN_TEXT},
                {"package_digest", "digest", COLUMN_TEXT},
            },
    },
    {
        .name = "frequent", /* the latest of those that are the same, file by file */
        .sql = "WITH content AS (SELECT id, language, finished_us, (SELECT group_concat(source_id)"
               "  FROM (SELECT source_id FROM submission_file WHERE submission_id = judged.id"
               "   ORDER BY position)) AS sources FROM judged WHERE" FILTER_SQL ")"
               " SELECT max(id), language, count(*) AS times, max(finished_us) AS last FROM content"
               " WHERE sources IS NOT NULL GROUP BY language, sources HAVING times > 1"
               " ORDER BY times DESC, last DESC LIMIT :limit",
        .limit = STORE_LIMIT_NONE,
        .columns =
            {
                {"id", "id", COLUMN_COUNT},
                {"language", "language", COLUMN_TEXT},
                {"times", "times", COLUMN_COUNT},
                {"last", "last", COLUMN_TIME},
            },
    },
    {
        .name = "judgings",
        .sql = "SELECT j.judging, j.finished_us, j.verdict, j.score, j.cpu_us, j.memory_bytes,"
               " p.revision, j.judging = s.active_judging FROM submission s JOIN judging j"
               " ON j.submission_id = s.id LEFT JOIN package p ON p.id = j.package_id"
               " WHERE s.id = :submission ORDER BY j.judging",
        .columns =
            {
                {"judging", "judging", COLUMN_COUNT},
                {"finished", "finished", COLUMN_TIME},
                {"verdict", "verdict", COLUMN_TEXT},
                {"score", "score", COLUMN_SCORE},
                {"cpu_ms", "CPU", COLUMN_DURATION},
                {"memory_bytes", "memory", COLUMN_BYTES},
                {"package_revision", "package revision", COLUMN_COUNT},
                {"counts", "counts", COLUMN_FLAG},
            },
    },
};

const size_t view_count = EV_ARRAY_LENGTH(views);
