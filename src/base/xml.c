/* xml: see xml.h. Expat calls back as it reads; elements that are open wait in a list. */
#include "base/xml.h"

#include <expat.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "base/library.h"
#include "base/str.h"

struct libexpat {
    typeof(&XML_ParserCreate) create;
    typeof(&XML_ParserFree) free;
    typeof(&XML_SetUserData) set_user_data;
    typeof(&XML_SetElementHandler) set_element;
    typeof(&XML_SetCharacterDataHandler) set_text;
    typeof(&XML_SetStartDoctypeDeclHandler) set_doctype;
    typeof(&XML_Parse) parse;
    typeof(&XML_StopParser) stop;
    typeof(&XML_GetErrorCode) error_code;
    typeof(&XML_ErrorString) error_string;
    typeof(&XML_GetCurrentLineNumber) line;
    typeof(&XML_GetCurrentColumnNumber) column;
};

static const char *const file_names[] = {"libexpat.so.1", NULL};

#define SYMBOL(name, member)                                                                       \
    {                                                                                              \
#name, offsetof(struct libexpat, member)                                                   \
    }
static const struct library_symbol symbols[] = {
    SYMBOL(XML_ParserCreate, create),
    SYMBOL(XML_ParserFree, free),
    SYMBOL(XML_SetUserData, set_user_data),
    SYMBOL(XML_SetElementHandler, set_element),
    SYMBOL(XML_SetCharacterDataHandler, set_text),
    SYMBOL(XML_SetStartDoctypeDeclHandler, set_doctype),
    SYMBOL(XML_Parse, parse),
    SYMBOL(XML_StopParser, stop),
    SYMBOL(XML_GetErrorCode, error_code),
    SYMBOL(XML_ErrorString, error_string),
    SYMBOL(XML_GetCurrentLineNumber, line),
    SYMBOL(XML_GetCurrentColumnNumber, column),
};
#undef SYMBOL

/* An element whose end has not come yet. */
struct open_element {
    struct xml *node;
    struct str text;
    size_t child_capacity;
};

struct reading {
    struct libexpat lib;
    XML_Parser parser;
    struct arena *arena;
    const char *file;
    struct open_element open[XML_MAXIMUM_DEPTH];
    size_t depth, node_count;
    struct xml *root;
    struct err *err;
    bool has_failed; /* err says why */
};

static void reading_done(struct reading *reading)
{
    for (size_t i = 0; i < reading->depth; i++)
        str_done(&reading->open[i].text);
    if (reading->parser)
        reading->lib.free(reading->parser);
}

static int line_of(const struct reading *reading)
{
    return (int)reading->lib.line(reading->parser);
}

static int column_of(const struct reading *reading)
{
    return (int)reading->lib.column(reading->parser) + 1;
}

static void fail(struct reading *reading, const char *what)
{
    if (reading->has_failed)
        return;
    reading->has_failed = true;
    (void)err_set(reading->err, ERR_INPUT, "%s:%d:%d: %s", reading->file, line_of(reading),
                  column_of(reading), what);             /* told by has_failed */
    (void)reading->lib.stop(reading->parser, XML_FALSE); /* it can only be stopped already */
}

static void read_attributes(struct reading *reading, struct xml *node, const char **pairs)
{
    size_t count = 0;
    while (pairs[2 * count])
        count++;
    struct xml_attribute *attributes =
        arena_alloc(reading->arena, (count ? count : 1) * sizeof(*attributes));
    for (size_t i = 0; i < count; i++) {
        attributes[i].name = arena_string(reading->arena, pairs[2 * i]);
        attributes[i].value = arena_string(reading->arena, pairs[2 * i + 1]);
    }
    node->attributes = attributes;
    node->attribute_count = count;
    reading->node_count += count;
}

static void add_child(struct reading *reading, struct xml *node)
{
    if (reading->depth == 0) {
        reading->root = node;
        return;
    }
    struct open_element *above = &reading->open[reading->depth - 1];
    struct xml *parent = above->node;
    parent->children =
        arena_grow(reading->arena, parent->children, parent->child_count, parent->child_count + 1,
                   sizeof(*parent->children), &above->child_capacity);
    parent->children[parent->child_count++] = node;
}

static void on_start(void *context, const char *name, const char **pairs)
{
    struct reading *reading = context;
    if (reading->has_failed)
        return;
    if (reading->depth == XML_MAXIMUM_DEPTH) {
        fail(reading, "elements more than 64 deep: flatten them");
        return;
    }
    struct xml *node = arena_alloc(reading->arena, sizeof(*node));
    node->name = arena_string(reading->arena, name);
    node->file = reading->file;
    node->line = line_of(reading);
    node->column = column_of(reading);
    node->text = "";
    read_attributes(reading, node, pairs);
    if (++reading->node_count > XML_MAXIMUM_NODES) {
        fail(reading, "more than 400,000 elements and attributes");
        return;
    }
    add_child(reading, node);
    reading->open[reading->depth++] =
        (struct open_element){.node = node, .text.maximum = XML_MAXIMUM_BYTES};
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void on_end(void *context, const char *name)
{
    (void)name; /* expat has compared it with the start's */
    struct reading *reading = context;
    if (reading->has_failed || reading->depth == 0)
        return;
    struct open_element *element = &reading->open[--reading->depth];
    const char *text = str_text(&element->text);
    size_t count = element->text.count;
    for (; count > 0 && is_blank(text[count - 1]); count--)
        ;
    for (; count > 0 && is_blank(*text); count--)
        text++;
    element->node->text = arena_string_n(reading->arena, text, count);
    str_done(&element->text);
}

static void on_text(void *context, const char *text, int count)
{
    struct reading *reading = context;
    if (!reading->has_failed && reading->depth > 0 && count > 0)
        str_add_n(&reading->open[reading->depth - 1].text, text, (size_t)count);
}

static void on_doctype(void *context, const char *name, const char *system_id,
                       const char *public_id, int has_subset)
{
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)has_subset;
    fail(context, "a document type declaration is not supported: remove it");
}

static int start(struct reading *reading, struct err *err)
{
    static const char mend[] = "install it (Debian: libexpat1)";
    if (library_open(file_names, symbols, EV_ARRAY_LENGTH(symbols), &reading->lib, mend, err) != 0)
        return -1;
    reading->parser = reading->lib.create(NULL);
    if (!reading->parser)
        err_out_of_memory();
    reading->lib.set_user_data(reading->parser, reading);
    reading->lib.set_element(reading->parser, on_start, on_end);
    reading->lib.set_text(reading->parser, on_text);
    reading->lib.set_doctype(reading->parser, on_doctype);
    return 0;
}

int xml_parse(struct arena *arena, const char *file, const char *bytes, size_t count,
              const struct xml **root_out, struct err *err)
{
    EV_CLEANUP(reading_done) struct reading reading = {.arena = arena, .file = file, .err = err};
    if (count > XML_MAXIMUM_BYTES)
        return err_set(err, ERR_INPUT, "%s:1:1: more than 16 MiB", file);
    if (start(&reading, err) != 0)
        return -1;
    bool is_read =
        reading.lib.parse(reading.parser, bytes, (int)count, XML_TRUE) != XML_STATUS_ERROR;
    if (!is_read)
        fail(&reading, reading.lib.error_string(reading.lib.error_code(reading.parser)));
    if (reading.has_failed)
        return -1;
    *root_out = reading.root;
    return 0;
}

int xml_error(const struct xml *node, struct err *err, const char *format, ...)
{
    char what[ERR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof(what), format, args); /* err_set cuts it further anyway */
    va_end(args);
    return err_set(err, ERR_INPUT, "%s:%d:%d: %s", node->file, node->line, node->column, what);
}

const struct xml *xml_child(const struct xml *node, const char *name)
{
    for (size_t i = 0; node && i < node->child_count; i++) {
        if (strcmp(node->children[i]->name, name) == 0)
            return node->children[i];
    }
    return NULL;
}

const char *xml_attribute(const struct xml *node, const char *name)
{
    for (size_t i = 0; node && i < node->attribute_count; i++) {
        if (strcmp(node->attributes[i].name, name) == 0)
            return node->attributes[i].value;
    }
    return NULL;
}
