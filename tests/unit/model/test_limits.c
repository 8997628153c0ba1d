#include <criterion/criterion.h>

#include "model/limits.h"

Test(limits, complete_derives_wall_and_stack)
{
    struct limits got = limits_complete(limits_default());
    cr_expect_eq(got.wall_ns, 5000000000);
    cr_expect_eq(got.stack_bytes, got.memory_bytes);
}

Test(limits, complete_keeps_what_is_given)
{
    struct limits given = limits_default();
    given.wall_ns = 7;
    given.stack_bytes = 8;
    struct limits got = limits_complete(given);
    cr_expect_eq(got.wall_ns, 7);
    cr_expect_eq(got.stack_bytes, 8);
}

Test(limits, unlimited_cpu_gives_no_wall_limit)
{
    cr_expect_eq(limits_complete(LIMITS_UNSET).wall_ns, -1);
}

Test(limits, override_takes_every_given_value_and_no_other)
{
    struct limits over = LIMITS_UNSET;
    over.files = 3;
    struct limits got = limits_override(limits_default(), &over);
    struct limits base = limits_default();
    cr_expect_eq(got.files, 3);
    cr_expect_eq(got.cpu_ns, base.cpu_ns);
    cr_expect_eq(got.memory_bytes, base.memory_bytes);
    cr_expect_eq(got.open_files, base.open_files);

    struct limits all = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    got = limits_override(base, &all);
    cr_expect(got.cpu_ns == 1 && got.wall_ns == 2 && got.memory_bytes == 3 && got.processes == 4 &&
              got.output_bytes == 5 && got.written_bytes == 6 && got.files == 7 &&
              got.stack_bytes == 8 && got.open_files == 9);
}

Test(limits, zero_is_a_limit)
{
    struct limits over = LIMITS_UNSET;
    over.written_bytes = 0;
    cr_expect_eq(limits_override(limits_default(), &over).written_bytes, 0);
}
