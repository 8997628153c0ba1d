/* dmoj_python: checkers that are functions of Python, which DMOJ calls inside its judge:
 *
 *      check(process_output, judge_output, judge_input=..., point_value=..., ...)
 *
 * The file becomes a program of a private package beside a main.py of ours, which gives it the
 * modules of DMOJ that checkers import, calls it, and tells the share of the points as a checker of
 * CMS would. */
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "base/parse.h"
#include "problem/dmoj.h"
#include "problem/private_copy.h"

static const char folder[] = "evalx-checker";

static const char main_text[] =
    "import importlib.util\n"
    "import json\n"
    "import os\n"
    "import sys\n"
    "import types\n"
    "\n\n"
    "class CheckerResult:\n"
    "    def __init__(self, passed, points, feedback=None, extended_feedback=None):\n"
    "        self.passed, self.points, self.feedback = passed, points, feedback\n"
    "        self.extended_feedback = extended_feedback\n"
    "\n\n"
    "class Result:\n"
    "    AC, WA, RTE, TLE, MLE, IR, SC, OLE, IE = 0, 1, 2, 4, 8, 16, 32, 64, 1 << 30\n"
    "    result_flag = execution_time = wall_clock_time = max_memory = points = 0\n"
    "    feedback = extended_feedback = ''\n"
    "\n\n"
    "class InternalError(Exception):\n"
    "    pass\n"
    "\n\n"
    "def utf8bytes(text):\n"
    "    return text if text is None or isinstance(text, bytes) else str(text).encode('utf-8')\n"
    "\n\n"
    "def utf8text(text, errors='strict'):\n"
    "    return text.decode('utf-8', errors) if isinstance(text, bytes) else text\n"
    "\n\n"
    "def lines_of(text):\n"
    "    lines = utf8bytes(text).replace(b'\\r', b'\\n').split(b'\\n')\n"
    "    return [line.split() for line in lines if line.split()]\n"
    "\n\n"
    "def standard(process_output, judge_output, **kwargs):\n"
    "    return lines_of(process_output) == lines_of(judge_output)\n"
    "\n\n"
    "def offer(name, **names):\n"
    "    module = types.ModuleType(name)\n"
    "    module.__dict__.update(names)\n"
    "    sys.modules[name] = module\n"
    "    if '.' in name:\n"
    "        parent, own = name.rsplit('.', 1)\n"
    "        setattr(sys.modules[parent], own, module)\n"
    "\n\n"
    "def read(path):\n"
    "    with open(path, 'rb') as file:\n"
    "        return file.read()\n"
    "\n\n"
    "def tidy(text):\n"
    "    text = text.replace(b'\\r\\n', b'\\r').replace(b'\\r', b'\\n')\n"
    "    return text if not text or text.endswith(b'\\n') else text + b'\\n'\n"
    "\n\n"
    "offer('dmoj')\n"
    "offer('dmoj.result', CheckerResult=CheckerResult, Result=Result)\n"
    "offer('dmoj.error', InternalError=InternalError)\n"
    "offer('dmoj.utils')\n"
    "offer('dmoj.utils.unicode', utf8bytes=utf8bytes, utf8text=utf8text)\n"
    "offer('dmoj.checkers', CheckerOutput=object)\n"
    "offer('dmoj.checkers.standard', check=standard)\n"
    "said, sys.stdout = sys.stdout, open(os.devnull, 'w')\n"
    "place = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'own_checker.py')\n"
    "spec = importlib.util.spec_from_file_location('own_checker', place)\n"
    "own = importlib.util.module_from_spec(spec)\n"
    "spec.loader.exec_module(own)\n"
    "judge_input, judge_output, output = (read(path) for path in sys.argv[1:4])\n"
    "result = Result()\n"
    "result.proc_output = output\n"
    "found = own.check(output, tidy(judge_output), judge_input=tidy(judge_input), "
    "point_value=1.0,\n"
    "                  submission_source=b'', submission_language='', binary_data=False,\n"
    "                  execution_time=0.0, problem_id='', case_position=1, batch=0, case=None,\n"
    "                  result=result, **json.loads(ARGUMENTS))\n"
    "is_result = isinstance(found, CheckerResult)\n"
    "points = found.points if is_result else 1.0 if found else 0.0\n"
    "print(max(0.0, min(1.0, float(points))), file=said)\n"
    "said.flush()\n"
    "print((is_result and found.feedback) or '', file=sys.stderr)\n";

/* Checkers of DMOJ's own that are done the same way: lines that are right bring points of their
 * own. */
static const struct own_function {
    const char *name, *text;
} own_functions[] = {
    {"linematches",
     "from dmoj.error import InternalError\n"
     "from dmoj.result import CheckerResult\n"
     "from dmoj.utils.unicode import utf8bytes\n"
     "\n\n"
     "def filled(text):\n"
     "    return [line for line in utf8bytes(text).replace(b'\\r', b'\\n').split(b'\\n') if "
     "line]\n"
     "\n\n"
     "def check(output, answer, point_value=1, point_distribution=(1,), "
     "filler_lines_required=True,\n"
     "          **others):\n"
     "    given, wanted, whole = filled(output), filled(answer), sum(point_distribution)\n"
     "    if len(wanted) != len(point_distribution):\n"
     "        raise InternalError('point_distribution: a number for each line of the answer')\n"
     "    if whole == 0:\n"
     "        raise InternalError('point_distribution: no points at all')\n"
     "    if filler_lines_required and len(given) != len(wanted):\n"
     "        return CheckerResult(False, 0, '%d lines, expected %d' % (len(given), "
     "len(wanted)))\n"
     "    earned = sum(points for ours, theirs, points in zip(wanted, given, point_distribution)\n"
     "                 if ours == theirs)\n"
     "    return CheckerResult(earned > 0, point_value * earned / whole)\n"},
};

static const char *find_function(const char *name)
{
    for (size_t i = 0; i < EV_ARRAY_LENGTH(own_functions); i++) {
        if (strcmp(own_functions[i].name, name) == 0)
            return own_functions[i].text;
    }
    return NULL;
}

bool dmoj_is_python(const char *name)
{
    return str_ends_with(name, ".py") || find_function(name);
}

static int read_function(struct package *package, const char *name, struct str *out,
                         struct err *err)
{
    const char *text = find_function(name);
    if (!text)
        return package_read(package, name, out, err);
    str_add(out, text);
    return 0;
}

static int add_numbers(struct json *object, const char *key, const struct yaml *list,
                       struct err *err)
{
    struct json *numbers = json_list();
    int status = 0;
    for (size_t i = 0; i < list->count && status == 0; i++) {
        int64_t number = 0;
        status = yaml_i64(list->items[i], -1000000000, 1000000000, &number, err);
        json_append_i64(numbers, number);
    }
    json_set(object, key, numbers);
    return status;
}

/* Numbers, words and lists of whole numbers in `args`; what else is nested no checker of this way
 * takes. */
static int add_argument(struct json *object, const char *key, const struct yaml *value,
                        struct err *err)
{
    double number;
    bool is_true;
    if (value->kind == YAML_LIST)
        return add_numbers(object, key, value, err);
    if (value->kind != YAML_SCALAR)
        return yaml_error(value, err,
                          "checker: args: only numbers, words and lists of numbers are supported");
    if (value->is_plain && yaml_double(value, -1e300, 1e300, &number, NULL) == 0)
        json_set_double(object, key, number);
    else if (value->is_plain && yaml_bool(value, &is_true, NULL) == 0)
        json_set_bool(object, key, is_true);
    else
        json_set_string(object, key, value->text);
    return 0;
}

/* As a text of Python that is one of JSON. */
static int add_arguments(const struct yaml *args, struct str *out, struct err *err)
{
    struct json *object = json_map();
    EV_STR struct str text = {0};
    int status = 0;
    for (size_t i = 0; args && args->kind == YAML_MAP && i < args->count && status == 0; i++)
        status = add_argument(object, args->keys[i]->text, args->items[i], err);
    json_write(object, false, &text);
    json_close(object);
    str_add(out, "ARGUMENTS = \"\"");
    for (size_t i = 0; i < text.count; i++)
        str_printf(out, "%s\\x%02x", i == 0 ? " \"" : "", (unsigned char)text.text[i]);
    str_add(out, "\".encode('latin-1').decode('utf-8')\n");
    return status;
}

int dmoj_take_python(struct dmoj *dmoj, const char *name, const struct yaml *args, struct err *err)
{
    struct package *package = dmoj->package;
    struct problem *problem = &package->problem;
    EV_STR struct str own = {0};
    EV_STR struct str text = {0};
    const char **sources = arena_alloc(&problem->arena, 2 * sizeof(*sources));
    if (read_function(package, name, &own, err) != 0 || package_make_private(package, err) != 0 ||
        add_arguments(args, &text, err) != 0)
        return -1;
    str_add(&text, main_text);
    sources[0] = arena_printf(&problem->arena, "%s/main.py", folder);
    sources[1] = arena_printf(&problem->arena, "%s/own_checker.py", folder);
    if (fs_make_dirs(problem->dir_fd, folder, 0755, err) != 0 ||
        fs_write_atomic(problem->dir_fd, sources[0], str_text(&text), text.count, 0644, err) != 0 ||
        fs_write_atomic(problem->dir_fd, sources[1], str_text(&own), own.count, 0644, err) != 0)
        return -1;
    problem->checker_convention = CHECKER_CMS;
    problem->output_validator = (struct package_program){
        .path = folder, .sources = sources, .source_count = 2, .language = "python3"};
    return 0;
}
