#include <criterion/criterion.h>

#include "model/facts.h"

Test(facts, every_limit_has_a_name)
{
    for (unsigned bit = LIMIT_CPU; bit <= LIMIT_FILES; bit <<= 1)
        cr_expect_str_neq(limit_bit_name((enum limit_bit)bit), "", "bit %u", bit);
}

Test(facts, most_telling_limit_is_named)
{
    cr_expect_str_eq(limits_hit_name(LIMIT_WRITTEN | LIMIT_CPU), "time");
    cr_expect_str_eq(limits_hit_name(LIMIT_PROCESSES | LIMIT_MEMORY), "memory");
    cr_expect_str_eq(limits_hit_name(0), "");
}
