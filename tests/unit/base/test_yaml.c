#include "base/yaml.h"
#include "unit/base/room.h"

static int parse(struct arena *arena, const char *text, struct yaml **root_out, struct err *err)
{
    return yaml_parse(arena, "f.yaml", text, strlen(text), root_out, err);
}

static struct yaml *parsed(struct arena *arena, const char *text)
{
    struct yaml *root = NULL;
    struct err err = {0};
    cr_assert_eq(parse(arena, text, &root, &err), 0, "%s", err.msg);
    return root;
}

Test(yaml, nodes_know_their_kind_and_place)
{
    struct arena arena = {0};
    struct yaml *root = parsed(&arena, "a: 1\nb:\n  - x\n  - {c: \"d\"}\n");
    cr_expect_eq(root->kind, YAML_MAP);
    cr_expect_eq(root->count, 2);
    cr_expect_str_eq(root->keys[1]->text, "b");
    struct yaml *list = yaml_get(root, "b");
    cr_expect_eq(list->kind, YAML_LIST);
    cr_expect_eq(list->count, 2);
    struct yaml *inner = yaml_get(list->items[1], "c");
    cr_expect_str_eq(inner->text, "d");
    cr_expect_not(inner->is_plain);
    cr_expect_eq(inner->line, 4);
    cr_expect_eq(inner->column, 9);
    cr_expect_str_eq(inner->file, "f.yaml");
    cr_expect(yaml_get(root, "a")->is_plain);
    arena_done(&arena);
}

Test(yaml, an_empty_document_is_an_empty_map)
{
    static const char *const texts[] = {"",      "\n", "# only a comment\n",
                                        "---\n", "~",  "\xef\xbb\xbf"};
    struct arena arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(texts); i++) {
        struct yaml *root = parsed(&arena, texts[i]);
        cr_expect_eq(root->kind, YAML_MAP, "'%s'", texts[i]);
        cr_expect_eq(root->count, 0, "'%s'", texts[i]);
        cr_expect_eq(root->line, 1);
    }
    arena_done(&arena);
}

Test(yaml, nulls_are_plain_only)
{
    struct arena arena = {0};
    struct yaml *root =
        parsed(&arena, "a:\nb: ~\nc: null\nd: \"\"\ne: 'null'\nf: !!str null\nnull: g\n");
    static const struct {
        const char *key;
        bool is_null;
        const char *text;
    } rows[] = {
        {"a", true, ""},      {"b", true, ""},      {"c", true, ""},      {"d", false, ""},
        {"e", false, "null"}, {"f", false, "null"}, {"null", false, "g"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct yaml *node = yaml_get(root, rows[i].key);
        cr_assert_not_null(node, "%s", rows[i].key);
        cr_expect_eq(yaml_is_null(node), rows[i].is_null, "%s", rows[i].key);
        cr_expect_str_eq(node->text, rows[i].text, "%s", rows[i].key);
    }
    cr_expect(yaml_is_null(NULL));
    arena_done(&arena);
}

Test(yaml, aliases_share_the_node_of_their_anchor)
{
    struct arena arena = {0};
    struct yaml *root = parsed(&arena, "a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n*x : e\n");
    cr_expect_eq(yaml_get(root, "a"), yaml_get(root, "b"));
    cr_expect_str_eq(yaml_get(root, "d")->text, "3");
    cr_expect_str_eq(yaml_get(root, "3")->text, "e");
    arena_done(&arena);
}

Test(yaml, errors_name_the_place)
{
    static const struct {
        const char *label, *text, *message;
    } rows[] = {
        {"duplicate key", "a: 1\nb: 2\na: 3\n",
         "f.yaml:3:1: the key 'a' is already there, in line 1"},
        {"duplicate key, quoted", "x:\n  a: 1\n  \"a\": 3\n",
         "f.yaml:3:3: the key 'a' is already there, in line 2"},
        {"tab as indent", "a:\n\tb: 1\n", "f.yaml:2:1: a tab cannot indent YAML: use spaces"},
        {"tab after blanks", "a:\n  b: 1\n \tc: 1\n", ": a tab cannot indent YAML: use spaces"},
        {"two documents", "a: 1\n---\nb: 1\n", "f.yaml:2:1: a second document begins"},
        {"alias of nothing", "a: *x\n", "f.yaml:1:4: the alias *x has no complete anchor"},
        {"alias of itself", "a: &x [1, *x]\n", "f.yaml:1:11: the alias *x has no complete anchor"},
        {"list as key", "a: 1\n? [b]\n: 1\n", "f.yaml:2:3: a key must be plain text"},
        {"map as key", "{a: b}: 1\n", "f.yaml:1:1: a key must be plain text"},
        {"list not closed", "a: [1,\n", "f.yaml:2:1: did not find expected"},
        {"quote not closed", "a: \"b\n", "that begins in line 1"},
        {"not UTF-8", "a: 1\nb: \xff\n", "f.yaml:2:4: "},
        {"control character", "a: \x01\n", "f.yaml:1:4: control characters are not allowed"},
        {"nul", "a: \"b\\0c\"\n", "f.yaml:1:4: text must not hold a NUL character"},
        {"bad indentation", "a: 1\n  b: 2\n", "f.yaml:2:4: "},
        {"unknown directive tag", "a: !x!y z\n", "f.yaml:1:4: "},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct yaml *root = NULL;
        struct err err = {0};
        cr_expect_eq(parse(&arena, rows[i].text, &root, &err), -1, "%s", rows[i].label);
        cr_expect_null(root, "%s", rows[i].label);
        cr_expect_eq(err.kind, ERR_INPUT, "%s", rows[i].label);
        EXPECT_CONTAINS(err.msg, rows[i].message);
    }
    arena_done(&arena);
}

static int parse_nested(struct arena *arena, size_t depth, struct err *err)
{
    EV_STR struct str text = {0};
    struct yaml *root;
    for (size_t i = 0; i < depth; i++)
        str_add_char(&text, '[');
    for (size_t i = 0; i < depth; i++)
        str_add_char(&text, ']');
    return parse(arena, str_text(&text), &root, err);
}

Test(yaml, nesting_ends_at_64)
{
    struct arena arena = {0};
    struct err err = {0};
    cr_expect_eq(parse_nested(&arena, 64, &err), 0, "%s", err.msg);
    cr_expect_eq(parse_nested(&arena, 65, &err), -1);
    cr_expect_str_eq(err.msg, "f.yaml:1:65: nested deeper than 64 levels");
    cr_expect_eq(parse_nested(&arena, 1000000, &err), -1);
    arena_done(&arena);
}

/* Each level is a list around an alias of the level before. */
Test(yaml, nesting_counts_through_aliases)
{
    struct arena arena = {0};
    EV_STR struct str text = {0};
    struct yaml *root;
    struct err err = {0};
    str_add(&text, "- &a0 []\n");
    for (int i = 1; i < 70; i++)
        str_printf(&text, "- &a%d [*a%d]\n", i, i - 1);
    cr_expect_eq(parse(&arena, str_text(&text), &root, &err), -1);
    EXPECT_CONTAINS(err.msg, "f.yaml:64:");
    EXPECT_CONTAINS(err.msg, "nested deeper than 64 levels");
    arena_done(&arena);
}

Test(yaml, a_billion_laughs_are_refused)
{
    struct arena arena = {0};
    EV_STR struct str text = {0};
    struct yaml *root;
    struct err err = {0};
    str_add(&text, "a0: &a0 [l, l, l, l, l, l, l, l, l, l]\n");
    for (int i = 1; i < 10; i++) {
        str_printf(&text, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++)
            str_printf(&text, "*a%d, ", i - 1);
        str_add(&text, "]\n");
    }
    cr_expect_eq(parse(&arena, str_text(&text), &root, &err), -1);
    EXPECT_CONTAINS(err.msg, "more than 100,000 nodes");
    arena_done(&arena);
}

Test(yaml, more_than_1000_aliases_or_anchors_are_refused)
{
    struct arena arena = {0};
    EV_STR struct str aliases = {0};
    EV_STR struct str anchors = {0};
    struct yaml *root;
    struct err err = {0};
    str_add(&aliases, "- &a x\n");
    for (int i = 0; i < 1000; i++) {
        str_add(&aliases, "- *a\n");
        str_add(&anchors, "- &a x\n");
    }
    cr_expect_eq(parse(&arena, str_text(&aliases), &root, &err), 0, "%s", err.msg);
    cr_expect_eq(parse(&arena, str_text(&anchors), &root, &err), 0, "%s", err.msg);
    str_add(&aliases, "- *a\n");
    str_add(&anchors, "- &a x\n");
    cr_expect_eq(parse(&arena, str_text(&aliases), &root, &err), -1);
    cr_expect_str_eq(err.msg, "f.yaml:1002:3: more than 1,000 aliases");
    cr_expect_eq(parse(&arena, str_text(&anchors), &root, &err), -1);
    cr_expect_str_eq(err.msg, "f.yaml:1001:3: more than 1,000 anchors");
    arena_done(&arena);
}

Test(yaml, nodes_end_at_100000)
{
    struct arena arena = {0};
    EV_STR struct str text = {0};
    struct yaml *root;
    struct err err = {0};
    for (int i = 0; i < 99999; i++) /* and the list itself */
        str_add(&text, "- x\n");
    cr_expect_eq(parse(&arena, str_text(&text), &root, &err), 0, "%s", err.msg);
    str_add(&text, "- x\n");
    cr_expect_eq(parse(&arena, str_text(&text), &root, &err), -1);
    cr_expect_str_eq(err.msg, "f.yaml:100000:3: more than 100,000 nodes");
    arena_done(&arena);
}

Test(yaml, more_than_4_mib_are_refused)
{
    struct arena arena = {0};
    EV_STR struct str text = {0};
    struct yaml *root;
    struct err err = {0};
    while (text.count <= 4 << 20)
        str_add(&text, "# comment\n");
    cr_expect_eq(parse(&arena, str_text(&text), &root, &err), -1);
    cr_expect_str_eq(err.msg, "f.yaml:1:1: larger than 4 MiB");
    arena_done(&arena);
}

Test(yaml, load_shows_the_name_it_is_told)
{
    ROOM;
    struct yaml *root;
    room_write(&room, "problem.yaml", "a: 1\na: 2\n");
    cr_expect_eq(
        yaml_load(&room.arena, room.fd, "problem.yaml", "p1/problem.yaml", &root, &room.err), -1);
    cr_expect(str_starts_with(room.err.msg, "p1/problem.yaml:2:1: "));
    cr_expect_eq(yaml_load(&room.arena, room.fd, "absent", "absent", &root, &room.err), -1);
    cr_expect_eq(room.err.kind, ERR_INPUT);
}
