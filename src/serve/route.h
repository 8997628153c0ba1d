/* route: which address is answered by whom. A family of addresses is a table in the file that
 * answers it, and a row in route.c. */
#ifndef EVALX_SERVE_ROUTE_H
#define EVALX_SERVE_ROUTE_H

#include "serve/http.h"

enum route_flag {
    ROUTE_OPEN_CORS = 1 << 0, /* any origin may read it */
    ROUTE_JUDGE0 = 1 << 1,    /* errors in Judge0's shapes; its header for tokens too */
    ROUTE_ANY_TYPE = 1 << 2,  /* a body need not be application/json */
};

struct route {
    enum method method;
    const char *pattern; /* "/v1/submissions/{id}": {..} stands for one piece, {..*} for the rest */
    enum right right;    /* at least; RIGHT_WORKER: workers and admins */
    unsigned flags;
    void (*handle)(struct request *request);
};

/* Tables, each ended by a row without a pattern. */
extern const struct route webhook_routes[], metrics_routes[];
extern const struct route health_routes[];

/* Does the path fit? parameters_out then has copies of what {..} stood for. */
bool route_fits(const char *pattern, const char *path, struct arena *arena,
                const char *parameters_out[HTTP_PARAMETERS_MAX]);
/* Sets route and parameters, or answers 404 or 405 (with Allow), or OPTIONS. */
void route_find(struct request *request);

#endif
