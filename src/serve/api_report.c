/* api_report: a submission as a page for people, the HTML report of `evalx judge`. It is made of
 * what this caller may see (view.c), and of nothing else. */
#include <microhttpd.h>
#include <string.h>

#include "base/base64.h"
#include "model/report_read.h"
#include "render/render.h"
#include "serve/adhoc.h"
#include "serve/api.h"
#include "serve/auth.h"
#include "serve/problem_doc.h"

/* The document stands alone; its style sheet is inside. No script, nothing from elsewhere. */
static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                             "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/* Sources are the user's own, and the admins'. */
static int add_files(struct request *request, const struct job *job,
                     struct submission_report *report, struct err *err)
{
    struct json *stored = NULL;
    if (!auth_owns(&request->caller, job))
        return 0;
    if (json_parse("request", job->request, job->request_count, &stored, err) != 0)
        return -1;
    int status = stored_files(stored, &request->arena, &report->files, &report->file_count, err);
    json_close(stored);
    return status;
}

/* The other API's compiler messages stand elsewhere, in base64. */
static void add_compiler(const struct json *object, struct arena *arena,
                         struct submission_report *report)
{
    const char *text = json_text(json_get(object, "compile_output")), *bytes;
    size_t count;
    struct err ignored; /* it was base64 when it was stored */
    if (text == NULL || base64_read(arena, text, strlen(text), &bytes, &count, &ignored) != 0)
        return;
    report->compile.is_attempted = true;
    report->compile.is_ok = report->verdict != VERDICT_COMPILE_ERROR;
    report->compile.messages = bytes;
}

static int make_report(struct request *request, const struct job *job,
                       struct submission_report **report_out, struct err *err)
{
    struct json *object = view_job(request->server, &request->caller, job);
    struct submission_report *report = report_read(object, &request->arena);
    if (json_get(object, "compile") == NULL)
        add_compiler(object, &request->arena, report);
    json_close(object);
    const struct language *language =
        report->language != NULL ? language_find(&request->server->languages, report->language)
                                 : NULL;
    report->language_name = language != NULL ? language->name : report->language;
    if (report->source == NULL)
        report->source = job->name.token;
    *report_out = report;
    return add_files(request, job, report, err);
}

static void get_report(struct request *request)
{
    const struct job *job = api_find_job(request, JOB_WITH_REQUEST | JOB_WITH_RESULT);
    struct submission_report *report;
    struct str page EV_STR = {0};
    struct err err = {0};
    if (job == NULL)
        return;
    if (!job_state_is_final(job->state)) {
        answer_problem(request, MHD_HTTP_CONFLICT, "it has not ended yet: %s",
                       job_state_name(job->state));
        return;
    }
    if (make_report(request, job, &report, &err) != 0) {
        answer_error(request, &err);
        return;
    }
    const char *part = request_query(request, "part");
    bool is_whole = part == NULL || strcmp(part, "section") != 0;
    if (is_whole)
        render_html_begin(&page, report->problem != NULL ? report->problem : "Own tests");
    render_html_submission(report, 1, &page);
    if (is_whole)
        render_html_end(&page);
    answer_header(request, "Content-Security-Policy", policy);
    answer_text(request, MHD_HTTP_OK, "text/html; charset=utf-8", str_text(&page), page.count);
}

/* Where the page shows a report within itself. */
static void get_style(struct request *request)
{
    const char *style = render_html_style();
    answer_header(request, MHD_HTTP_HEADER_CACHE_CONTROL, "no-cache");
    answer_text(request, MHD_HTTP_OK, "text/css; charset=utf-8", style, strlen(style));
}

const struct route report_routes[] = {
    {METHOD_GET, "/v1/submissions/{id}/report", RIGHT_READ, 0, get_report},
    {METHOD_GET, "/report.css", RIGHT_NONE, 0, get_style},
    {.pattern = NULL},
};
