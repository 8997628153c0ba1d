/* instantiate: a plugin of GCC's C++ compiler, loaded while a header is precompiled and never else.
 *
 * Templates that a header's inline functions use are made into functions at the end of every unit,
 * the precompiled header's own excepted: gcc writes it before that (gcc/cp/decl2.c,
 * c_parse_final_cleanups). For bits/stdc++.h that is most of what compiling a short program costs.
 * The pragma "evalx instantiate" as the header's last line does it there, so that the result is in
 * the precompiled header. With at_eof set, all that is made is made as at the end of the unit (that
 * decides on linkage, and thereby on clones of functions): the same functions, which may lie in
 * another order in the object. Of 151 contest solutions compiled with and without (GCC 12, -O2),
 * 134 objects were the same bytes, 16 held the same functions in another order, and in one a
 * function was put together in another way.
 *
 * C, and no header of the compiler's: seen to work with GCC 11 and 12, and refused by itself to any
 * other. Where a name is missing it is not loaded; then the header is made without. Events of
 * plugins: https://gcc.gnu.org/onlinedocs/gccint/Plugin-API.html */

#include <stdbool.h>

struct cpp_reader;
struct plugin_name_args;

struct plugin_gcc_version {
    const char *basever; /* "12", "12.2.0"; more follows */
};

enum { PLUGIN_PRAGMAS = 15 };

extern int plugin_is_GPL_compatible; /* MIT is */
int plugin_is_GPL_compatible;

extern void register_callback(const char *plugin, int event, void (*call)(void *, void *),
                              void *data);
extern void c_register_pragma(
    const char *space, const char *name,
    void (*handle)(struct cpp_reader *)) __asm__("_Z17c_register_pragmaPKcS0_PFvP10cpp_readerE");
extern void
instantiate_pending_templates(int retries) __asm__("_Z29instantiate_pending_templatesi");

extern int at_eof;

static void instantiate(struct cpp_reader *reader)
{
    (void)reader;
    at_eof = 1;
    instantiate_pending_templates(0);
    at_eof = 0;
}

static void add_pragma(void *gcc_data, void *data)
{
    (void)gcc_data;
    (void)data;
    c_register_pragma("evalx", "instantiate", instantiate);
}

extern int plugin_init(struct plugin_name_args *plugin, struct plugin_gcc_version *version);

int plugin_init(struct plugin_name_args *plugin, struct plugin_gcc_version *version)
{
    const char *base = version->basever;
    bool is_known =
        base[0] == '1' && (base[1] == '1' || base[1] == '2') && (base[2] == '.' || base[2] == '\0');
    (void)plugin;
    if (!is_known)
        return 1;
    register_callback("evalx", PLUGIN_PRAGMAS, add_pragma, 0);
    return 0;
}
