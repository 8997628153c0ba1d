/* Fuzz target of the YAML reader: whatever the bytes, the tree keeps to its limits, and every
 * reading of every node ends in a value or in a message with its place. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

enum { MOST_NODES = 100000, MOST_DEPTH = 64 };

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static int take_any(void *context, const struct yaml *value, struct err *err)
{
    const char *text;
    (void)context;
    return yaml_string(value, &text, err);
}

static const struct yaml_key keys[] = {{"name", take_any}, {"limits", take_any}};

static void read_scalar(const struct yaml *node)
{
    struct err err;
    const char *text;
    int64_t whole;
    double number;
    bool truth;
    require(yaml_string(node, &text, &err) == 0);
    if (yaml_i64(node, -1000, 1000, &whole, &err) == 0)
        require(whole >= -1000 && whole <= 1000 && node->is_plain);
    if (yaml_double(node, 0, 1, &number, &err) == 0)
        require(number >= 0 && number <= 1 && node->is_plain);
    if (yaml_bool(node, &truth, &err) == 0)
        require(node->is_plain);
}

/* Aliases are walked as often as they are used: that is what the limits must hold. */
static size_t walk(struct arena *arena, const struct yaml *node, int depth)
{
    struct err err;
    const char *const *texts;
    size_t count = 0, text_count;
    require(node->line >= 1 && node->column >= 1 && depth <= MOST_DEPTH);
    if (yaml_strings(arena, node, &texts, &text_count, &err) == 0)
        require(texts[text_count] == NULL);
    if (node->kind == YAML_SCALAR) {
        read_scalar(node);
        return 1;
    }
    for (size_t i = 0; i < node->count; i++) {
        count += walk(arena, node->items[i], depth + 1);
        if (node->kind == YAML_MAP) {
            require(node->keys[i]->kind == YAML_SCALAR);
            require(yaml_get(node, node->keys[i]->text) == node->items[i]);
            count++;
        }
    }
    return count + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct arena arena = {0};
    struct yaml *root = NULL;
    struct err err = {0};
    if (yaml_parse(&arena, "f", (const char *)bytes, count, &root, &err) == 0) {
        require(walk(&arena, root, 0) <= MOST_NODES);
        if (yaml_read_map(root, "f", keys, EV_ARRAY_LENGTH(keys), count % 2, NULL, &err))
            require(strncmp(err.msg, "f:", 2) == 0);
    } else {
        require(root == NULL && err.kind == ERR_INPUT && strncmp(err.msg, "f:", 2) == 0);
    }
    arena_done(&arena);
    return 0;
}
