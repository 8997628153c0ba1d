/* xml: an XML document as a tree of elements that know their line, by expat, which is opened when
 * the first document is read.
 *
 * Limits: 16 MiB, depth 64, 400,000 elements and attributes. A document type declaration is an
 * error: with it entities could be defined, and no format that is read here has one. Messages
 * read "FILE:LINE:COLUMN: what". Elements and texts live in the arena. */
#ifndef EVALX_BASE_XML_H
#define EVALX_BASE_XML_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/base.h"
#include "base/err.h"

enum { XML_MAXIMUM_BYTES = 16 << 20, XML_MAXIMUM_DEPTH = 64, XML_MAXIMUM_NODES = 400000 };

struct xml_attribute {
    const char *name, *value;
};

struct xml {
    const char *name;
    const char *file; /* as given to xml_parse */
    int line, column; /* from 1 */
    const char *text; /* directly inside, pieces joined, without white space at both ends */
    const struct xml_attribute *attributes;
    size_t attribute_count;
    struct xml **children; /* in the document's order */
    size_t child_count;
};

int xml_parse(struct arena *arena, const char *file, const char *bytes, size_t count,
              const struct xml **root_out, struct err *err) EV_MUST_CHECK;

/* ERR_INPUT with the element's place in front. Returns -1. */
int xml_error(const struct xml *node, struct err *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The first element with that name directly below; NULL where there is none or node is NULL. */
const struct xml *xml_child(const struct xml *node, const char *name);
/* Value of an attribute; NULL where there is none or node is NULL. */
const char *xml_attribute(const struct xml *node, const char *name);

#endif
