/* yaml: from bytes to a tree, see yaml.h. Reading the tree is in yaml_read.c.
 *
 * libyaml gives events; a stack of open lists and maps turns them into nodes. Nothing recurses. */
#include "base/yaml.h"

#include <stdarg.h>
#include <string.h>

#include <yaml.h>

#include "base/fs.h"

enum { MOST_BYTES = 4 << 20, MOST_DEPTH = 64, MOST_NODES = 100000, MOST_ALIASES = 1000 };

/* What an anchor stands for. Its size and height count what is inside as often as it is used, so
 * that a "billion laughs" is refused by the same limits as a file that was written out. */
struct anchor {
    const char *name;
    struct yaml *node;
    size_t size;
    int height;
};

/* A list or map that is not yet closed. */
struct frame {
    struct yaml *node;
    const char *anchor;
    struct yaml *key; /* map: its value comes next */
    size_t item_capacity, key_capacity;
    size_t size_before; /* size_total when it was opened */
    int height;
};

struct builder {
    struct arena *arena;
    const char *file;
    const char *bytes;
    size_t byte_count;
    struct yaml *root;
    size_t document_count;
    struct frame stack[MOST_DEPTH];
    int depth;
    size_t size_total;
    struct anchor *anchors;
    size_t anchor_count, anchor_capacity;
    size_t alias_count;
    bool is_lenient;              /* of keys that stand twice the last counts */
    const struct yaml *duplicate; /* the first such key */
};

static void parser_done(yaml_parser_t *parser)
{
    yaml_parser_delete(parser);
}

static void event_done(yaml_event_t *event)
{
    yaml_event_delete(event);
}

static int fail_at(const struct builder *builder, yaml_mark_t mark, struct err *err,
                   const char *what)
{
    return err_set(err, ERR_INPUT, "%s:%zu:%zu: %s", builder->file, mark.line + 1, mark.column + 1,
                   what);
}

static struct yaml *node_new(struct builder *builder, enum yaml_kind kind, yaml_mark_t mark)
{
    struct yaml *node = arena_alloc(builder->arena, sizeof(*node));
    *node = (struct yaml){
        .kind = kind,
        .file = builder->file,
        .line = (int)mark.line + 1,
        .column = (int)mark.column + 1,
        .text = "",
    };
    builder->size_total++;
    return node;
}

static bool is_null_word(const char *text)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(words); i++) {
        if (strcmp(words[i], text) == 0)
            return true;
    }
    return false;
}

static void list_add(struct builder *builder, struct frame *frame, struct yaml *item)
{
    struct yaml *list = frame->node;
    list->items = arena_grow(builder->arena, list->items, list->count, list->count + 1,
                             sizeof(struct yaml *), &frame->item_capacity);
    list->items[list->count++] = item;
}

static void map_add(struct builder *builder, struct frame *frame, struct yaml *value)
{
    struct yaml *map = frame->node;
    map->keys = arena_grow(builder->arena, map->keys, map->count, map->count + 1,
                           sizeof(struct yaml *), &frame->key_capacity);
    map->keys[map->count] = frame->key;
    frame->key = NULL;
    list_add(builder, frame, value);
}

/* A finished node goes to where it belongs: it is the document, an item, a key or a value. */
static int place(struct builder *builder, struct yaml *node, int height, yaml_mark_t mark,
                 struct err *err)
{
    if (builder->size_total > MOST_NODES)
        return fail_at(builder, mark, err, "more than 100,000 nodes");
    if (builder->depth + height > MOST_DEPTH)
        return fail_at(builder, mark, err, "nested deeper than 64 levels");
    if (builder->depth == 0) {
        builder->root = node;
        return 0;
    }
    struct frame *frame = &builder->stack[builder->depth - 1];
    if (frame->height < height)
        frame->height = height;
    if (frame->node->kind == YAML_LIST)
        list_add(builder, frame, node);
    else if (frame->key)
        map_add(builder, frame, node);
    else if (node->kind != YAML_SCALAR)
        return fail_at(builder, mark, err, "a key must be plain text, not a list or map");
    else
        frame->key = node;
    return 0;
}

static int anchor_add(struct builder *builder, struct anchor anchor, yaml_mark_t mark,
                      struct err *err)
{
    if (!anchor.name)
        return 0;
    if (builder->anchor_count == MOST_ALIASES)
        return fail_at(builder, mark, err, "more than 1,000 anchors");
    builder->anchors =
        arena_grow(builder->arena, builder->anchors, builder->anchor_count,
                   builder->anchor_count + 1, sizeof(anchor), &builder->anchor_capacity);
    builder->anchors[builder->anchor_count++] = anchor;
    return 0;
}

static const char *anchor_name(struct builder *builder, const yaml_char_t *name)
{
    return name ? arena_string(builder->arena, (const char *)name) : NULL;
}

static int on_alias(struct builder *builder, const yaml_event_t *event, struct err *err)
{
    const char *name = (const char *)event->data.alias.anchor;
    if (++builder->alias_count > MOST_ALIASES)
        return fail_at(builder, event->start_mark, err, "more than 1,000 aliases");
    for (size_t i = builder->anchor_count; i-- > 0;) { /* the latest of a name counts */
        const struct anchor *anchor = &builder->anchors[i];
        if (strcmp(anchor->name, name) == 0) {
            builder->size_total += anchor->size;
            return place(builder, anchor->node, anchor->height, event->start_mark, err);
        }
    }
    return err_set(err, ERR_INPUT, "%s:%zu:%zu: the alias *%s has no complete anchor before it",
                   builder->file, event->start_mark.line + 1, event->start_mark.column + 1, name);
}

static bool is_expecting_key(const struct builder *builder)
{
    const struct frame *frame = builder->depth ? &builder->stack[builder->depth - 1] : NULL;
    return frame && frame->node->kind == YAML_MAP && !frame->key;
}

static int on_scalar(struct builder *builder, const yaml_event_t *event, struct err *err)
{
    const char *text = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    const char *tag = (const char *)event->data.scalar.tag;
    if (memchr(text, '\0', length))
        return fail_at(builder, event->start_mark, err, "text must not hold a NUL character");
    struct yaml *node = node_new(builder, YAML_SCALAR, event->start_mark);
    bool is_tagged_text = tag && (strcmp(tag, "!") == 0 || strcmp(tag, YAML_STR_TAG) == 0);
    node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !is_tagged_text;
    if (!node->is_plain || is_expecting_key(builder) || !is_null_word(text))
        node->text = arena_string_n(builder->arena, text, length);
    struct anchor anchor = {
        .name = anchor_name(builder, event->data.scalar.anchor),
        .node = node,
        .size = 1,
    };
    return anchor_add(builder, anchor, event->start_mark, err) ||
                   place(builder, node, 0, event->start_mark, err)
               ? -1
               : 0;
}

static int on_open(struct builder *builder, const yaml_event_t *event, struct err *err)
{
    bool is_map = event->type == YAML_MAPPING_START_EVENT;
    if (builder->depth == MOST_DEPTH)
        return fail_at(builder, event->start_mark, err, "nested deeper than 64 levels");
    const yaml_char_t *anchor =
        is_map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    struct frame *frame = &builder->stack[builder->depth++];
    *frame = (struct frame){
        .anchor = anchor_name(builder, anchor),
        .size_before = builder->size_total,
    };
    frame->node = node_new(builder, is_map ? YAML_MAP : YAML_LIST, event->start_mark);
    return 0;
}

/* By text, then by place. */
static int compare_keys(const void *left, const void *right)
{
    const struct yaml *a = *(const struct yaml *const *)left;
    const struct yaml *b = *(const struct yaml *const *)right;
    int order = strcmp(a->text, b->text);
    if (order == 0)
        order = a->line != b->line ? a->line - b->line : a->column - b->column;
    return order;
}

static void drop_pair(struct yaml *map, const struct yaml *key)
{
    size_t at = 0;
    while (map->keys[at] != key)
        at++;
    map->count--;
    for (; at < map->count; at++) {
        map->keys[at] = map->keys[at + 1];
        map->items[at] = map->items[at + 1];
    }
}

static int check_duplicates(struct builder *builder, struct yaml *map, struct err *err)
{
    size_t count = map->count;
    if (count < 2)
        return 0;
    struct yaml **sorted =
        arena_copy(builder->arena, map->keys, map->count * sizeof(struct yaml *));
    qsort(sorted, map->count, sizeof(struct yaml *), compare_keys);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(sorted[i - 1]->text, sorted[i]->text) != 0)
            continue;
        if (!builder->is_lenient)
            return yaml_error(sorted[i], err, "the key '%.64s' is already there, in line %d",
                              sorted[i]->text, sorted[i - 1]->line);
        drop_pair(map, sorted[i - 1]);
        if (!builder->duplicate)
            builder->duplicate = sorted[i];
    }
    return 0;
}

static int on_close(struct builder *builder, const yaml_event_t *event, struct err *err)
{
    (void)event; /* an error is best told where the list or map begins */
    const struct frame *frame = &builder->stack[--builder->depth];
    struct anchor anchor = {
        .name = frame->anchor,
        .node = frame->node,
        .size = builder->size_total - frame->size_before,
        .height = frame->height + 1,
    };
    yaml_mark_t mark = {.line = (size_t)frame->node->line - 1,
                        .column = (size_t)frame->node->column - 1};
    if (anchor.node->kind == YAML_MAP && check_duplicates(builder, anchor.node, err))
        return -1;
    return anchor_add(builder, anchor, mark, err) ||
                   place(builder, anchor.node, anchor.height, mark, err)
               ? -1
               : 0;
}

static int on_document(struct builder *builder, const yaml_event_t *event, struct err *err)
{
    if (++builder->document_count > 1)
        return fail_at(builder, event->start_mark, err,
                       "a second document begins: only one is allowed");
    return 0;
}

static const struct {
    int (*handle)(struct builder *builder, const yaml_event_t *event, struct err *err);
} handlers[] = {
    [YAML_DOCUMENT_START_EVENT] = {on_document}, [YAML_ALIAS_EVENT] = {on_alias},
    [YAML_SCALAR_EVENT] = {on_scalar},           [YAML_SEQUENCE_START_EVENT] = {on_open},
    [YAML_SEQUENCE_END_EVENT] = {on_close},      [YAML_MAPPING_START_EVENT] = {on_open},
    [YAML_MAPPING_END_EVENT] = {on_close},
};

/* Where the bytes at `offset` are: libyaml gives no mark for text that it cannot decode. */
static yaml_mark_t mark_of_offset(const struct builder *builder, size_t offset)
{
    yaml_mark_t mark = {0};
    for (size_t i = 0; i < offset && i < builder->byte_count; i++) {
        mark.column++;
        if (builder->bytes[i] == '\n') {
            mark.line++;
            mark.column = 0;
        }
    }
    return mark;
}

/* Does this line begin with blanks of which one is a tab? It is the usual cause, and libyaml does
 * not say so. */
static bool is_indented_by_tab(const struct builder *builder, size_t line)
{
    const char *at = builder->bytes;
    const char *end = at + builder->byte_count;
    for (; line > 0 && at < end; line--) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline ? newline + 1 : end;
    }
    while (at < end && *at == ' ')
        at++;
    return at < end && *at == '\t';
}

static int fail_syntax(const struct builder *builder, const yaml_parser_t *parser, struct err *err)
{
    const char *problem = parser->problem ? parser->problem : "not valid YAML";
    if (parser->error == YAML_READER_ERROR)
        return fail_at(builder, mark_of_offset(builder, parser->problem_offset), err, problem);
    if (parser->error == YAML_MEMORY_ERROR)
        return err_set(err, ERR_JUDGE, "%s: out of memory", builder->file);
    yaml_mark_t mark = parser->problem_mark;
    if (is_indented_by_tab(builder, mark.line))
        return fail_at(builder, mark, err, "a tab cannot indent YAML: use spaces");
    if (!parser->context)
        return fail_at(builder, mark, err, problem);
    return err_set(err, ERR_INPUT, "%s:%zu:%zu: %s (%s that begins in line %zu)", builder->file,
                   mark.line + 1, mark.column + 1, problem, parser->context,
                   parser->context_mark.line + 1);
}

static int build(struct builder *builder, yaml_parser_t *parser, struct err *err)
{
    for (;;) {
        EV_CLEANUP(event_done) yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            event = (yaml_event_t){0};
            return fail_syntax(builder, parser, err);
        }
        if (event.type == YAML_STREAM_END_EVENT)
            return 0;
        if (event.type < EV_ARRAY_LENGTH(handlers) && handlers[event.type].handle &&
            handlers[event.type].handle(builder, &event, err))
            return -1;
    }
}

static int parse(struct builder *builder, struct yaml **root_out, struct err *err)
{
    if (builder->byte_count > MOST_BYTES)
        return err_set(err, ERR_INPUT, "%s:1:1: larger than 4 MiB", builder->file);
    EV_CLEANUP(parser_done) yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return err_set(err, ERR_JUDGE, "%s: out of memory", builder->file);
    yaml_parser_set_input_string(&parser, (const unsigned char *)builder->bytes,
                                 builder->byte_count);
    if (build(builder, &parser, err))
        return -1;
    if (!builder->root || yaml_is_null(builder->root))
        builder->root = node_new(builder, YAML_MAP, (yaml_mark_t){0});
    *root_out = builder->root;
    return 0;
}

static struct builder builder_of(struct arena *arena, const char *file, const char *bytes,
                                 size_t count)
{
    return (struct builder){
        .arena = arena,
        .file = arena_string(arena, file),
        .bytes = bytes,
        .byte_count = count,
    };
}

int yaml_parse(struct arena *arena, const char *file, const char *bytes, size_t count,
               struct yaml **root_out, struct err *err)
{
    struct builder builder = builder_of(arena, file, bytes, count);
    return parse(&builder, root_out, err);
}

int yaml_parse_lenient(struct arena *arena, const char *file, const char *bytes, size_t count,
                       struct yaml **root_out, const struct yaml **duplicate_out, struct err *err)
{
    struct builder builder = builder_of(arena, file, bytes, count);
    builder.is_lenient = true;
    if (parse(&builder, root_out, err))
        return -1;
    *duplicate_out = builder.duplicate;
    return 0;
}

int yaml_load(struct arena *arena, int dir_fd, const char *path, const char *shown_name,
              struct yaml **root_out, struct err *err)
{
    EV_STR struct str text = {.maximum = MOST_BYTES};
    if (fs_read(dir_fd, path, MOST_BYTES, &text, err))
        return -1;
    return yaml_parse(arena, shown_name, str_text(&text), text.count, root_out, err);
}
