#include "fixture.h"

#define SECOND INT64_C(1000000000)
#define MIB (INT64_C(1) << 20)
#define LEGACY "name: Sum\n"
#define ICPC "problem_format_version: 2025-09\nname: Sum\nuuid: 1\n"
#define DRAFT "problem_format_version: 2023-07-draft\nname: Sum\n"

Test(kattis, silent_legacy_package_has_the_formats_defaults)
{
    struct fixture *fixture = fixture_package(LEGACY);
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->format, "kattis-legacy");
    cr_expect_str_eq(problem->title, "Sum");
    cr_expect_str_eq(problem->short_name, "pkg");
    cr_expect_eq(problem->limits.cpu_ns, -1);
    cr_expect_eq(problem->limits.wall_ns, -1);
    cr_expect_null(problem->time_limit_origin);
    cr_expect_eq(problem->limits.memory_bytes, 2048 * MIB);
    cr_expect_eq(problem->limits.output_bytes, 8 * MIB);
    cr_expect_eq(problem->limits.processes, 64);
    cr_expect_eq(problem->source_max_bytes, 128 << 10);
    cr_expect_eq(problem->compile_limits.cpu_ns, -1);
    cr_expect_eq(problem->validator_limits.memory_bytes, -1);
    cr_expect_null(problem->output_validator.path);
    cr_expect_eq(problem->warning_count, 0);
    fixture_done(fixture);
}

Test(kattis, time_multipliers_differ_by_version)
{
    static const struct {
        const char *label, *yaml, *format;
        double ac_to_limit, limit_to_tle, resolution_s;
    } rows[] = {
        {"legacy", LEGACY, "kattis-legacy", 5, 2, 1},
        {"legacy by name", LEGACY "problem_format_version: legacy\n", "kattis-legacy", 5, 2, 1},
        {"legacy-icpc", LEGACY "problem_format_version: legacy-icpc\n", "kattis-legacy", 5, 2, 1},
        {"legacy, given", LEGACY "limits: {time_multiplier: 2.5, time_safety_margin: 4}\n",
         "kattis-legacy", 2.5, 4, 1},
        {"draft", DRAFT, "icpc-draft", 2, 1.5, 1},
        {"draft with a legacy key", DRAFT "limits: {time_multiplier: 3}\n", "icpc-draft", 3, 1.5,
         1},
        {"2025-09", ICPC, "icpc-2025-09", 2, 1.5, 1},
        {"2025-09, given",
         ICPC "limits:\n  time_resolution: 0.1\n  time_multipliers: {ac_to_time_limit: 3, "
              "time_limit_to_tle: 1.25}\n",
         "icpc-2025-09", 3, 1.25, 0.1},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_str_eq(problem->format, rows[i].format, "%s: %s", rows[i].label, problem->format);
        cr_expect_eq(problem->ac_to_time_limit, rows[i].ac_to_limit, "%s", rows[i].label);
        cr_expect_eq(problem->time_limit_to_tle, rows[i].limit_to_tle, "%s", rows[i].label);
        cr_expect_eq(problem->time_resolution_s, rows[i].resolution_s, "%s", rows[i].label);
        fixture_done(fixture);
    }
}

Test(kattis, limits_are_in_the_formats_units)
{
    static const char *const yamls[] = {LEGACY, DRAFT, ICPC};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(yamls); i++) {
        struct fixture *fixture = fixture_package(yamls[i]);
        fixture_write(fixture, "problem.yaml",
                      arena_printf(&fixture->arena,
                                   "%slimits:\n  memory: 3\n  output: 4\n  code: 5\n"
                                   "  compilation_time: 6\n  compilation_memory: 7\n"
                                   "  validation_time: 8\n  validation_memory: 9\n"
                                   "  validation_output: 10\n",
                                   yamls[i]));
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_eq(problem->limits.memory_bytes, 3 * MIB);
        cr_expect_eq(problem->limits.output_bytes, 4 * MIB);
        cr_expect_eq(problem->source_max_bytes, 5 * 1024);
        cr_expect_eq(problem->compile_limits.cpu_ns, 6 * SECOND);
        cr_expect_eq(problem->compile_limits.memory_bytes, 7 * MIB);
        cr_expect_eq(problem->validator_limits.cpu_ns, 8 * SECOND);
        cr_expect_eq(problem->validator_limits.memory_bytes, 9 * MIB);
        cr_expect_eq(problem->validator_limits.output_bytes, 10 * MIB);
        fixture_done(fixture);
    }
}

Test(kattis, kinds_come_from_type_and_validation)
{
    static const struct {
        const char *label, *yaml, *folder;
        unsigned kinds;
        int passes;
    } rows[] = {
        {"silent", LEGACY, NULL, 0, 1},
        {"legacy scoring", LEGACY "type: scoring\n", NULL, PROBLEM_SCORING, 1},
        {"legacy interactive", LEGACY "validation: custom interactive\n", "output_validators",
         PROBLEM_INTERACTIVE, 1},
        {"legacy score", LEGACY "type: scoring\nvalidation: custom score\n", "output_validators",
         PROBLEM_SCORING, 1},
        {"legacy all", LEGACY "type: scoring\nvalidation: custom multi-pass interactive score\n",
         "output_validators", PROBLEM_SCORING | PROBLEM_INTERACTIVE | PROBLEM_MULTI_PASS, 2},
        {"mixed: a word of 2025-09", LEGACY "type: interactive\nvalidation: custom\n",
         "output_validators", PROBLEM_INTERACTIVE, 1},
        {"draft interactive", DRAFT "type: [interactive]\n", "output_validator",
         PROBLEM_INTERACTIVE, 1},
        {"draft, the older way", DRAFT "validation: custom interactive\n", "output_validator",
         PROBLEM_INTERACTIVE, 1},
        {"2025-09 list", ICPC "type: [pass-fail, multi-pass]\n", "output_validator",
         PROBLEM_MULTI_PASS, 2},
        {"2025-09 words", ICPC "type: multi-pass interactive\nlimits: {validation_passes: 7}\n",
         "output_validator", PROBLEM_MULTI_PASS | PROBLEM_INTERACTIVE, 7},
        {"submit-answer", ICPC "type: submit-answer\n", NULL, PROBLEM_SUBMIT_ANSWER, 1},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        if (rows[i].folder)
            fixture_write(fixture, arena_printf(&fixture->arena, "%s/v.py", rows[i].folder), "");
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_eq(problem->kinds, rows[i].kinds, "%s: %#x", rows[i].label, problem->kinds);
        cr_expect_eq(problem->passes_max, rows[i].passes, "%s: %d", rows[i].label,
                     problem->passes_max);
        fixture_done(fixture);
    }
}

Test(kattis, kinds_that_make_no_sense_are_refused_with_their_place)
{
    static const struct {
        const char *label, *yaml, *words;
    } rows[] = {
        {"validation unknown", LEGACY "validation: costum\n",
         "problem.yaml:2:13: validation: 'costum' is not known"},
        {"validation's second word", LEGACY "validation: custom scores\n",
         "problem.yaml:2:13: validation: 'scores' is not known"},
        {"default with words", LEGACY "validation: default interactive\n", "needs custom"},
        {"score without scoring", LEGACY "validation: custom score\n",
         "problem.yaml:2:13: validation: score is for scoring problems"},
        {"legacy-icpc scoring", LEGACY "problem_format_version: legacy-icpc\ntype: scoring\n",
         "problem.yaml:3:7: type: legacy-icpc has no scoring"},
        {"type unknown", ICPC "type: pass-fial\n", "'pass-fial' is not known"},
        {"twice", ICPC "type: [scoring, scoring]\n", "problem.yaml:4:7: type: scoring stands"},
        {"empty list", ICPC "type: []\n", "problem.yaml:4:7: type: an empty list"},
        {"both", ICPC "type: [pass-fail, scoring]\n", "exclude each other"},
        {"answers and dialogue", ICPC "type: [submit-answer, interactive]\n", "exclude each other"},
        {"answers and passes", ICPC "type: [submit-answer, multi-pass]\n", "exclude each other"},
        {"passes of one", ICPC "limits: {validation_passes: 3}\n",
         "problem.yaml:4:29: validation_passes: only multi-pass"},
        {"one pass", ICPC "type: multi-pass\nlimits: {validation_passes: 1}\n",
         "problem.yaml:5:29"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(kattis, broken_problem_yaml_is_refused_with_its_place)
{
    static const struct {
        const char *label, *yaml, *words;
    } rows[] = {
        {"unknown version", "problem_format_version: 2031-01\nname: x\n",
         "pkg/problem.yaml:1:25: problem_format_version: '2031-01' is not known"},
        {"version is a list", "problem_format_version: [legacy]\n", "problem.yaml:1:25"},
        {"not a map", "- name\n", "problem.yaml:1:1"},
        {"not YAML", "name: [\n", "problem.yaml:"},
        {"2025-09 unknown key", ICPC "licence: cc0\n",
         "problem.yaml:4:1: problem.yaml: unknown key "
         "'licence': the nearest known one is 'license'"},
        {"2025-09 unknown limit", ICPC "limits:\n  memroy: 3\n", "problem.yaml:5:3"},
        {"2025-09 legacy key", ICPC "validation: default\n", "unknown key 'validation'"},
        {"2025-09 legacy limit", ICPC "limits: {time_multiplier: 2}\n", "unknown key"},
        {"unknown multiplier", ICPC "limits: {time_multipliers: {ac: 2}}\n", "unknown key 'ac'"},
        {"multiplier below one", ICPC "limits: {time_multipliers: {ac_to_time_limit: 0.5}}\n",
         "problem.yaml:4:47"},
        {"memory of zero", LEGACY "limits: {memory: 0}\n", "problem.yaml:2:18"},
        {"memory of a petabyte", LEGACY "limits: {memory: 99999999999}\n", "problem.yaml:2:18"},
        {"memory as text", LEGACY "limits: {memory: much}\n", "problem.yaml:2:18"},
        {"limits as text", LEGACY "limits: high\n", "problem.yaml:2:9"},
        {"negative time", LEGACY "limits: {time_limit: -1}\n", "problem.yaml:2:22"},
        {"infinite time", LEGACY "limits: {time_limit: .inf}\n", "problem.yaml:2:22"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(kattis, unknown_keys_are_warnings_in_legacy_and_drafts)
{
    static const char *const yamls[] = {LEGACY "flavour: mint\nlimits: {tiem: 3}\n",
                                        DRAFT "flavour: mint\nlimits: {tiem: 3}\n"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(yamls); i++) {
        struct fixture *fixture = fixture_package(yamls[i]);
        (void)fixture_problem(fixture);
        cr_expect(fixture_has_warning(fixture, "unknown key 'flavour'"), "%s", yamls[i]);
        cr_expect(fixture_has_warning(fixture, "unknown key 'tiem'"), "%s", yamls[i]);
        cr_expect_eq(fixture->problem.warning_count, 2, "%s", yamls[i]);
        fixture_done(fixture);
    }
}

Test(kattis, empty_values_count_as_absent)
{
    struct fixture *fixture =
        fixture_package("name:\ntype:\nvalidation:\nlimits:\nvalidator_flags:\ngrading:\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->title, "pkg");
    cr_expect_eq(problem->warning_count, 0);
    fixture_done(fixture);
}

Test(kattis, grading_of_a_pass_fail_problem_is_passed_over)
{
    struct fixture *fixture = fixture_package(LEGACY "grading: {objective: min}\n");
    (void)fixture_problem(fixture);
    cr_expect(fixture_has_warning(fixture, "grading: passed over: the problem is pass-fail"));
    cr_expect_not(fixture->problem.scoring.is_minimized);
    cr_expect_not(fixture->problem.scoring.has_scores);
    fixture_done(fixture);
}

Test(kattis, package_without_problem_yaml_is_legacy_with_a_warning)
{
    struct fixture *fixture = fixture_package(LEGACY);
    fixture_remove(fixture, "problem.yaml");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_str_eq(problem->format, "kattis-legacy");
    cr_expect(fixture_has_warning(fixture, "no problem.yaml"));
    fixture_done(fixture);
}

Test(kattis, required_keys_of_2025_are_missed_by_a_warning)
{
    struct fixture *fixture = fixture_package("problem_format_version: 2025-09\n");
    (void)fixture_problem(fixture);
    cr_expect(fixture_has_warning(fixture, "'name'"));
    cr_expect(fixture_has_warning(fixture, "'uuid'"));
    fixture_done(fixture);
}

Test(kattis, languages_are_carried)
{
    static const struct {
        const char *label, *yaml, *names;
    } rows[] = {
        {"silent", ICPC, ""},
        {"all", ICPC "languages: all\n", ""},
        {"list", ICPC "languages: [c, cpp]\n", "c cpp"},
        {"one", ICPC "languages: python3\n", "python3"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        const struct problem *problem = fixture_problem(fixture);
        const char *names = fixture_words(fixture, problem->languages, problem->language_count);
        cr_expect_str_eq(names, rows[i].names, "%s: %s", rows[i].label, names);
        fixture_done(fixture);
    }
    struct fixture *fixture = fixture_package(ICPC "languages: [c, all]\n");
    fixture_expect_refusal(fixture, "all in a list", "problem.yaml:4:12: languages: 'all'");
    fixture_done(fixture);
}

Test(kattis, constants_are_put_into_the_programs_that_ask_for_them)
{
    static const struct {
        const char *label, *path, *source, *filled; /* NULL: the package is read in its place */
    } rows[] = {
        {"not asked for", "submissions/accepted/sum.py", "print(3)\n", NULL},
        {"other braces", "submissions/accepted/sum.py", "int a[] = {{1}}; {{mostly}} {{limitless}}",
         NULL},
        {"no such variant", "submissions/accepted/sum.py",
         "n = {{limit.tex}} {{most.te}} {{limit.valu}}", NULL},
        {"its value", "submissions/accepted/sum.py", "n = {{limit}} {{limit.value}}{{most}}",
         "n = 100 1003"},
        {"a variant", "submissions/accepted/sum.py", "n = {{most.tex}}", "n = $3$"},
        {"a validator", "input_validators/check/check.h", "{{limit}}", "100"},
        {"an answer validator", "answer_validators/check.py", "{{limit}}", "100"},
        {"the output validator", "output_validator/check.py", "{{limit}}", "100"},
        {"an included file", "include/default/lib.txt", "{{limit}}", "100"},
        {"a test is data", "data/secret/1.in", "{{limit}}", NULL},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture =
            fixture_package(ICPC "constants: {limit: 100, most: {value: 3, tex: $3$}}\n");
        EV_STR struct str text = {0};
        struct err err;
        fixture_write(fixture, rows[i].path, rows[i].source);
        const struct problem *problem = fixture_problem(fixture);
        cr_assert_eq(fs_read(problem->dir_fd, rows[i].path, 1 << 20, &text, &err), 0, "%s: %s",
                     rows[i].label, err.msg);
        const char *wanted = rows[i].filled ? rows[i].filled : rows[i].source;
        cr_expect_str_eq(str_text(&text), wanted, "%s: %s", rows[i].label, str_text(&text));
        cr_expect_eq(problem->unpacked != NULL, rows[i].filled != NULL, "%s", rows[i].label);
        fixture_done(fixture);
    }
}

Test(kattis, title_prefers_english_then_other_sources)
{
    static const struct {
        const char *label, *yaml, *file, *text, *title;
    } rows[] = {
        {"map with en", "name: {sv: Summa, en: Sum}\n", "x", "", "Sum"},
        {"map without en", "name: {sv: Summa}\n", "x", "", "Summa"},
        {"ini", "source: x\n", "domjudge-problem.ini", "name='From ini'\n", "From ini"},
        {"statement", "source: x\n", "problem_statement/problem.en.tex",
         "\\problemname{A {\\em nice} sum}\n", "A {\\em nice} sum"},
        {"statement without language", "source: x\n", "problem_statement/problem.tex",
         "%% x\n\\problemname{Plain}", "Plain"},
        {"plain name", "source: x\n", "statement/problem.sv.tex",
         "\\problemname{$x$}\n%% plainproblemname: The x\n", "The x"},
        {"open brace", "source: x\n", "statement/problem.en.tex", "\\problemname{oh", "pkg"},
        {"nothing", "source: x\n", "x", "", "pkg"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(rows[i].yaml);
        fixture_write(fixture, rows[i].file, rows[i].text);
        cr_expect_str_eq(fixture_problem(fixture)->title, rows[i].title, "%s: %s", rows[i].label,
                         fixture->problem.title);
        fixture_done(fixture);
    }
}

Test(kattis, metadata_of_2025_is_checked_by_type)
{
    static const struct {
        const char *label, *yaml, *words;
    } rows[] = {
        {"uuid", "uuid: [1]\n", "problem.yaml:3:7: expected text"},
        {"version", "uuid: 1\nversion: {}\n", "problem.yaml:4:10: expected text"},
        {"credits' key", "uuid: 1\ncredits: {author: x}\n", "problem.yaml:4:11: credits: unknown"},
        {"person", "uuid: 1\ncredits:\n  authors: [{email: x}]\n",
         "problem.yaml:5:13: a person: the key 'name' is missing"},
        {"translators", "uuid: 1\ncredits: {translators: [x]}\n", "translators: expected a map"},
        {"source", "uuid: 1\nsource: [{url: x}]\n", "problem.yaml:4:10: source: the key 'name'"},
        {"license", "uuid: 1\nlicense: mine\n", "problem.yaml:4:10: license: 'mine'"},
        {"embargo", "uuid: 1\nembargo_until: tomorrow\n", "problem.yaml:4:16: embargo_until"},
        {"keywords", "uuid: 1\nkeywords: a b\n", "problem.yaml:4:11: keywords: expected a list"},
        {"writing", "uuid: 1\nallow_file_writing: some\n", "problem.yaml:4:21"},
        {"constant's name", "uuid: 1\nconstants: {a-b: 1}\n", "problem.yaml:4:13: constants"},
        {"constant's value", "uuid: 1\nconstants: {a: {tex: 1}}\n", "the key 'value' is missing"},
        {"constant's list", "uuid: 1\nconstants: {a: [1]}\n", "problem.yaml:4:16: constants"},
        {"key twice", "uuid: 1\nuuid: 2\n", "problem.yaml:4:1: the key 'uuid' is already there"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package("");
        fixture_write(fixture, "problem.yaml",
                      arena_printf(&fixture->arena, "problem_format_version: 2025-09\nname: x\n%s",
                                   rows[i].yaml));
        fixture_expect_refusal(fixture, rows[i].label, rows[i].words);
        fixture_done(fixture);
    }
}

Test(kattis, whole_metadata_of_2025_is_read_without_a_warning)
{
    struct fixture *fixture = fixture_package(
        ICPC "version: 1.2\nlicense: cc by-sa\nembargo_until: 2031-05-17T12:00:00Z\n"
             "keywords: [a, b]\nallow_file_writing: true\n"
             "source: [A, {name: B, url: http://b}]\nconstants: {n: 5, m: {value: 6, tex: $6$}}\n"
             "credits:\n  authors: A B <a@b>\n  testers: [C, {name: D, orcid: 1, kattis: d}]\n"
             "  translators: {sv: [E]}\n");
    const struct problem *problem = fixture_problem(fixture);
    cr_expect_eq(problem->warning_count, 0, "%s",
                 problem->warning_count ? problem->warnings[0] : "");
    cr_expect(problem->is_writing_allowed);
    fixture_done(fixture);
}

Test(kattis, rights_and_writing_follow_the_version)
{
    struct fixture *fixture = fixture_package(ICPC "license: cc0\n");
    cr_expect_not(fixture_problem(fixture)->is_writing_allowed);
    cr_expect_eq(fixture->problem.limits.written_bytes, 0);
    cr_expect(fixture_has_warning(fixture, "license: it needs a rights_owner"));
    fixture_done(fixture);
    fixture = fixture_package(LEGACY);
    cr_expect(fixture_problem(fixture)->is_writing_allowed);
    fixture_done(fixture);
}

Test(kattis, constants_are_put_into_test_group_yaml)
{
    struct fixture *fixture =
        fixture_package(ICPC "constants: {most: 17, eps: {value: 1e-6, tex: x}}\n");
    fixture_write(fixture, "data/secret/test_group.yaml",
                  "output_validator_args: [\"{{most}}\", \"{{eps.value}}\", \"{{eps.tex}}\", "
                  "\"{{other}}\"]\n");
    const struct problem_test *test = &fixture_problem(fixture)->tests[0];
    const char *args = fixture_words(fixture, test->validator_args, test->validator_arg_count);
    cr_expect_str_eq(args, "17 1e-6 x {{other}}", "%s", args);
    fixture_done(fixture);
}

Test(kattis, special_programs_of_domjudge_are_the_packages_own)
{
    static const struct {
        const char *label, *ini;
        unsigned kinds;
        bool has_validator;
    } rows[] = {
        {"compare", "special_compare = mine\n", 0, true},
        {"run", "special_run = mine\n", PROBLEM_INTERACTIVE, true},
        {"the usual ones", "special_run = run\nspecial_compare = compare\n", 0, false},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct fixture *fixture = fixture_package(LEGACY);
        fixture_write(fixture, "domjudge-problem.ini", rows[i].ini);
        fixture_write(fixture, "output_validators/v.py", "");
        const struct problem *problem = fixture_problem(fixture);
        cr_expect_eq(problem->kinds, rows[i].kinds, "%s", rows[i].label);
        cr_expect_eq(problem->output_validator.path != NULL, rows[i].has_validator, "%s",
                     rows[i].label);
        fixture_done(fixture);
    }
}
