/* agent_wire: see agent_wire.h. */
#include "model/agent_wire.h"

#include <string.h>

#include "model/report_wire.h"

#define PLACE(type, member) .offset = offsetof(type, member)
#define LIST_PLACE(type, member, count_member)                                                     \
    PLACE(type, member), .count_offset = offsetof(type, count_member)

#define RUN struct agent_run
static const struct wire_field run_fields[] = {
    {"stdin", WIRE_BYTES, LIST_PLACE(RUN, input, input_count)},
    {"arguments", WIRE_TEXTS, LIST_PLACE(RUN, arguments, argument_count),
     .most = AGENT_ARGUMENTS_MAX},
};
static const struct wire_shape run_shape = {sizeof(RUN), run_fields, EV_ARRAY_LENGTH(run_fields)};

#define FILE_TYPE struct report_file
static const struct wire_field file_fields[] = {
    {"name", WIRE_TEXT, PLACE(FILE_TYPE, name)},
    {"base64", WIRE_BYTES, LIST_PLACE(FILE_TYPE, bytes, count)},
};
static const struct wire_shape file_shape = {sizeof(FILE_TYPE), file_fields,
                                             EV_ARRAY_LENGTH(file_fields)};

#define REQUEST struct agent_request
static const struct wire_field request_fields[] = {
    {"do", WIRE_TEXT, PLACE(REQUEST, what)},
    {"seq", WIRE_I64, PLACE(REQUEST, seq), .most = INT64_MAX},
    {"problem", WIRE_TEXT, PLACE(REQUEST, problem)},
    {"revision", WIRE_TEXT, PLACE(REQUEST, revision)},
    {"files", WIRE_STRUCTS, LIST_PLACE(REQUEST, files, file_count), .most = REPORT_WIRE_FILES_MAX,
     .shape = &file_shape},
    {"language", WIRE_TEXT, PLACE(REQUEST, language)},
    {"user", WIRE_TEXT, PLACE(REQUEST, user)},
    {"anew", WIRE_BOOL, PLACE(REQUEST, is_anew)},
    {"multi_file", WIRE_BOOL, PLACE(REQUEST, is_multi_file)},
    {"archive", WIRE_BYTES, LIST_PLACE(REQUEST, archive, archive_count)},
    {"options", WIRE_TEXTS, LIST_PLACE(REQUEST, options, option_count), .most = AGENT_OPTIONS_MAX},
    {"runs", WIRE_STRUCTS, LIST_PLACE(REQUEST, runs, run_count), .most = AGENT_RUNS_MAX,
     .shape = &run_shape},
    {"repeats", WIRE_SIZE, PLACE(REQUEST, repeats), .most = AGENT_RUNS_MAX},
    {"limits", WIRE_STRUCT, PLACE(REQUEST, limits), .shape = &limits_shape},
    {"capture_bytes", WIRE_I64, PLACE(REQUEST, capture_bytes), .most = AGENT_CAPTURE_MAX},
    {"merge_stderr", WIRE_BOOL, PLACE(REQUEST, is_merged)},
};
static const struct wire_shape request_shape = {sizeof(REQUEST), request_fields,
                                                EV_ARRAY_LENGTH(request_fields)};

struct json *agent_request_write(const struct agent_request *request)
{
    return wire_write(&request_shape, request);
}

static int check_names(const struct agent_request *request, struct err *err)
{
    for (size_t i = 0; i < request->file_count; i++) {
        if (!request->files[i].name)
            return err_set(err, ERR_INPUT, "files: %zu: no name", i);
    }
    return 0;
}

int agent_request_read(struct arena *arena, const struct json *object,
                       struct agent_request *request_out, struct err *err)
{
    struct agent_request request;
    if (wire_read(arena, &request_shape, object, &request, err) != 0 ||
        check_names(&request, err) != 0)
        return -1;
    if (!request.what)
        return err_set(err, ERR_INPUT, "do: must be there");
    if (request.repeats > 1 && request.run_count > AGENT_RUNS_MAX / request.repeats)
        return err_set(err, ERR_INPUT, "repeats: more than %d runs in all", AGENT_RUNS_MAX);
    *request_out = request;
    return 0;
}

#define RAN struct run_report
static const struct wire_field ran_run_fields[] = {
    {"verdict", WIRE_VERDICT, PLACE(RAN, verdict)},
    {"facts", WIRE_STRUCT, PLACE(RAN, facts), .shape = &facts_shape},
    {"stdout", WIRE_BYTES, LIST_PLACE(RAN, output, output_count)},
    {"stderr", WIRE_BYTES, LIST_PLACE(RAN, error_output, error_count)},
    {"is_stdout_cut", WIRE_BOOL, PLACE(RAN, is_output_cut)},
    {"is_stderr_cut", WIRE_BOOL, PLACE(RAN, is_error_cut)},
    {"is_stdout_repeated", WIRE_BOOL, PLACE(RAN, is_output_repeated)},
};
static const struct wire_shape ran_run_shape = {sizeof(RAN), ran_run_fields,
                                                EV_ARRAY_LENGTH(ran_run_fields)};

#define REPORT struct ran_report
static const struct wire_field report_fields[] = {
    {"compile", WIRE_STRUCT, PLACE(REPORT, compile), .shape = &compile_report_shape},
    {"language", WIRE_TEXT, PLACE(REPORT, language)},
    {"limits", WIRE_STRUCT, PLACE(REPORT, limits), .shape = &limits_shape},
    {"runs", WIRE_STRUCTS, LIST_PLACE(REPORT, runs, run_count), .most = AGENT_RUNS_MAX,
     .shape = &ran_run_shape},
};
static const struct wire_shape report_shape = {sizeof(REPORT), report_fields,
                                               EV_ARRAY_LENGTH(report_fields)};

struct json *ran_report_write(const struct ran_report *report)
{
    return wire_write(&report_shape, report);
}

int ran_report_read(struct arena *arena, const struct json *object, struct ran_report *report_out,
                    struct err *err)
{
    struct ran_report report;
    if (wire_read(arena, &report_shape, object, &report, err) != 0)
        return err_wrap(err, "ran");
    *report_out = report;
    return 0;
}
