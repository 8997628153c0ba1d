/* Fuzz target of POST /v1/submissions: whatever comes is refused as bad input, or stored as what an
 * agent can be asked: names stay below the submission's folder, tests are as many as came. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "serve/adhoc.h"
#include "serve/problemset.h"
#include "serve/submission.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

static const char *const extensions[] = {".c"};
static const struct language languages[] = {
    {.id = "c", .name = "C", .extensions = extensions, .extension_count = 1}};

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

/* One server without problems for all inputs. */
static struct server *make_server(void)
{
    static struct server server = {.languages = {.items = languages, .count = 1}};
    static struct arena arena;
    const char *path;
    struct err err = {0};
    if (server.problems != NULL)
        return &server;
    require(fs_make_temporary("evalx-fuzz", &arena, &path, &err) == 0);
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    require(fd >= 0 && problemset_open(NULL, fd, path, &server.problems, &err) == 0);
    require(fs_remove_tree(AT_FDCWD, path, &err) == 0); /* nothing is looked up there */
    return &server;
}

static void check_files(const struct agent_request *request)
{
    require(request->file_count > 0);
    for (size_t i = 0; i < request->file_count; i++) {
        const char *name = request->files[i].name;
        require(name[0] != '\0' && name[0] != '/' && name[0] != '.');
        require(strstr(name, "/.") == NULL && strstr(name, "//") == NULL);
    }
}

static void check_taken(const struct json *object, const struct job_request *row)
{
    struct arena arena = {0};
    struct err err = {0};
    struct agent_request request;
    const struct job job = {.user = row->user,
                            .language = row->language,
                            .request = row->request,
                            .request_count = row->request_count};
    require(row->kind == JOB_RUN && row->problem == NULL); /* there are no problems */
    require(adhoc_request(&job, &arena, &request, &err) == 0);
    require(request.run_count == json_count(json_get(object, "tests")) && request.run_count > 0);
    check_files(&request);
    arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const struct caller caller = {.right = RIGHT_SUBMIT, .user = "ann"};
    struct arena arena = {0};
    struct json *object = NULL;
    struct job_request row;
    bool is_forbidden = false;
    struct err err = {0};
    if (json_parse("body", (const char *)bytes, count, &object, &err) != 0)
        return 0;
    if (submission_read(make_server(), &caller, object, NULL, &arena, &row, &is_forbidden, &err) ==
        0)
        check_taken(object, &row);
    else
        require(err.kind == ERR_INPUT && err.msg[0] != '\0');
    json_close(object);
    arena_done(&arena);
    return 0;
}
