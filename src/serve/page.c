/* page: files that are part of the program: the live page and the API's description. */
#include <microhttpd.h>
#include <string.h>

#include "serve/route.h"

/* The bytes of a file, between two symbols. */
#define EMBED(symbol, path)                                                                        \
    __asm__(".section .rodata\n" #symbol "_begin:\n.incbin \"" path "\"\n" #symbol "_end:\n"       \
            ".byte 0\n.text\n");                                                                   \
    extern const char symbol##_begin[] __asm__(#symbol "_begin");                                  \
    extern const char symbol##_end[] __asm__(#symbol "_end")

EMBED(page_html, "src/serve/page/index.html");
EMBED(page_css, "src/serve/page/page.css");
EMBED(page_js, "src/serve/page/page.js");
EMBED(icon_svg, "src/serve/page/icon.svg");
EMBED(openapi_json, "src/serve/page/openapi.json");

static const struct {
    const char *path, *type;
    const char *begin, *end;
} files[] = {
    {"/", "text/html; charset=utf-8", page_html_begin, page_html_end},
    {"/page.css", "text/css; charset=utf-8", page_css_begin, page_css_end},
    {"/page.js", "text/javascript; charset=utf-8", page_js_begin, page_js_end},
    {"/icon.svg", "image/svg+xml", icon_svg_begin, icon_svg_end},
    {"/v1/openapi.json", "application/json", openapi_json_begin, openapi_json_end},
};

/* Nothing but our own files and this server, and no frame around it. */
static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; "
                             "connect-src 'self'; img-src 'self'; base-uri 'none'; "
                             "form-action 'none'; frame-ancestors 'none'";

static void answer_page(struct request *request)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(files); i++) {
        if (strcmp(files[i].path, request->path) != 0)
            continue;
        answer_header(request, "Content-Security-Policy", policy);
        answer_header(request, MHD_HTTP_HEADER_CACHE_CONTROL, "no-cache");
        answer_text(request, MHD_HTTP_OK, files[i].type, files[i].begin,
                    (size_t)(files[i].end - files[i].begin));
    }
}

const struct route page_routes[] = {
    {METHOD_GET, "/", RIGHT_NONE, 0, answer_page},
    {METHOD_GET, "/page.css", RIGHT_NONE, 0, answer_page},
    {METHOD_GET, "/page.js", RIGHT_NONE, 0, answer_page},
    {METHOD_GET, "/icon.svg", RIGHT_NONE, 0, answer_page},
    {METHOD_GET, "/v1/openapi.json", RIGHT_NONE, ROUTE_OPEN_CORS, answer_page},
    {.pattern = NULL},
};
