#include <stdio.h>

#include <criterion/criterion.h>

#include "cli/idset.h"

Test(idset, every_id_has_one_item_whatever_their_number)
{
    enum { COUNT = 5000 };
    struct idset set = {0};
    char id[32];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(id, sizeof(id), "id-%zu", i);
        struct idset_item *item = idset_get(&set, id);
        cr_assert_eq(item->line, 0, "%s was there", id);
        item->line = i + 1;
    }
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(id, sizeof(id), "id-%zu", i);
        cr_assert_eq(idset_get(&set, id)->line, i + 1, "%s", id);
    }
    cr_expect_eq(set.count, COUNT);
    idset_done(&set);
}

Test(idset, ids_differ_by_any_byte)
{
    struct idset set = {0};
    idset_get(&set, "a")->is_done = true;
    cr_expect(!idset_get(&set, "A")->is_done);
    cr_expect(!idset_get(&set, "a ")->is_done);
    cr_expect(!idset_get(&set, "")->is_done);
    cr_expect(idset_get(&set, "a")->is_done);
    idset_done(&set);
}
