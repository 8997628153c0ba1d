#include "base/xml.h"
#include "unit/base/room.h"

static int parse(struct arena *arena, const char *text, const struct xml **root_out,
                 struct err *err)
{
    return xml_parse(arena, "f.xml", text, strlen(text), root_out, err);
}

static const struct xml *parsed(struct arena *arena, const char *text)
{
    const struct xml *root = NULL;
    struct err err = {0};
    cr_assert_eq(parse(arena, text, &root, &err), 0, "%s", err.msg);
    return root;
}

Test(xml, elements_know_their_place_and_attributes)
{
    struct arena arena = {0};
    const struct xml *root = parsed(
        &arena, "<?xml version=\"1.0\"?>\n<a x=\"1 &lt; 2\">\n  <b/><c y='z'/><b k=\"2\"/></a>");
    cr_expect_str_eq(root->name, "a");
    cr_expect_eq(root->line, 2);
    cr_expect_eq(root->column, 1);
    cr_expect_str_eq(xml_attribute(root, "x"), "1 < 2");
    cr_expect_null(xml_attribute(root, "y"));
    cr_expect_eq(root->child_count, 3);
    cr_expect_eq(root->children[1]->line, 3);
    cr_expect_eq(root->children[1]->column, 7);
    cr_expect_str_eq(xml_attribute(xml_child(root, "c"), "y"), "z");
    cr_expect_eq(xml_child(root, "b"), root->children[0]);
    cr_expect_null(xml_child(root, "d"));
    cr_expect_null(xml_attribute(xml_child(NULL, "d"), "k"));
    arena_done(&arena);
}

Test(xml, text_is_joined_and_loses_the_white_space_at_both_ends)
{
    struct arena arena = {0};
    const struct xml *root = parsed(&arena, "<a> one<b>two</b> &amp; <![CDATA[ <3> ]]> \n</a>");
    cr_expect_str_eq(root->text, "one &  <3>");
    cr_expect_str_eq(root->children[0]->text, "two");
    arena_done(&arena);
}

Test(xml, what_is_no_document_is_refused_with_its_place)
{
    static const struct {
        const char *label, *text, *words;
    } rows[] = {
        {"empty", "", "f.xml:1:1: no element found"},
        {"not closed", "<a>\n<b></a>", "f.xml:2:6: mismatched tag"},
        {"attribute twice", "<a x='1' x='2'/>", "f.xml:1:10: duplicate attribute"},
        {"two roots", "<a/><b/>", "f.xml:1:5: junk after document element"},
        {"entity unknown", "<a>&x;</a>", "f.xml:1:4: undefined entity"},
        {"declared type", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
         "a document type declaration is not supported"},
        {"bad UTF-8", "<a>\xff</a>", "f.xml:1:4: not well-formed"},
    };
    for (size_t i = 0; i < EV_ARRAY_LENGTH(rows); i++) {
        struct arena arena = {0};
        struct err err = {0};
        const struct xml *root = NULL;
        cr_expect_eq(parse(&arena, rows[i].text, &root, &err), -1, "%s", rows[i].label);
        cr_expect_eq(err.kind, ERR_INPUT, "%s", rows[i].label);
        cr_expect(strstr(err.msg, rows[i].words), "%s: %s", rows[i].label, err.msg);
        cr_expect_null(root, "%s", rows[i].label);
        arena_done(&arena);
    }
}

/* "<a><a>...</a></a>", so many deep. */
static const char *nested(struct arena *arena, int depth)
{
    EV_STR struct str text = {0};
    for (int i = 0; i < depth; i++)
        str_add(&text, "<a>");
    for (int i = 0; i < depth; i++)
        str_add(&text, "</a>");
    return arena_string(arena, str_text(&text));
}

Test(xml, depth_is_limited)
{
    struct arena arena = {0};
    struct err err = {0};
    const struct xml *root = NULL;
    cr_expect_eq(parse(&arena, nested(&arena, 64), &root, &err), 0, "%s", err.msg);
    cr_expect_eq(parse(&arena, nested(&arena, 65), &root, &err), -1);
    cr_expect(strstr(err.msg, "more than 64 deep"), "%s", err.msg);
    arena_done(&arena);
}

Test(xml, number_of_elements_is_limited)
{
    struct arena arena = {0};
    EV_STR struct str text = {0};
    struct err err = {0};
    const struct xml *root = NULL;
    str_add(&text, "<a>");
    for (int i = 0; i < XML_MAXIMUM_NODES; i++)
        str_add(&text, "<b/>");
    str_add(&text, "</a>");
    cr_expect_eq(parse(&arena, str_text(&text), &root, &err), -1);
    cr_expect(strstr(err.msg, "more than 400,000 elements"), "%s", err.msg);
    arena_done(&arena);
}
