/* convention: the ways in which packages call their programs. The readers of formats name one;
 * check/ knows what each means. */
#ifndef EVALX_MODEL_CONVENTION_H
#define EVALX_MODEL_CONVENTION_H

enum checker_convention {
    CHECKER_KATTIS,  /* prog in ans feedback/ args... < out; 42 accepted, 43 wrong */
    CHECKER_TESTLIB, /* prog in out ans; 0 1 2 3 7, points on standard error */
    CHECKER_CMS,     /* prog in ans out; outcome 0..1 on stdout, message on stderr */
    CHECKER_SINOL,   /* prog in out ans; lines OK|WRONG, comment, percent on stdout */
    CHECKER_DMOJ,    /* prog in out ans; 0 accepted, 1 wrong; message on stdout */
    CHECKER_COCI,    /* as DMOJ, 2: presentation, 7: a line "partial a/b" on stderr */
    CHECKER_PEG,     /* prog ans out in; two lines of numbers on stdout: their ratio */
    CHECKER_CONVENTION_COUNT,
};

/* How an input validator says that an input is right; the input is its standard input. */
enum validator_convention {
    VALIDATOR_KATTIS,        /* args...; 42 */
    VALIDATOR_TESTLIB,       /* --testset T --group G; 0 */
    VALIDATOR_SINOL,         /* 0 is right */
    VALIDATOR_CHECKTESTDATA, /* a .ctd script for checktestdata(1) */
    VALIDATOR_VIVA,          /* a .viva script for VIVA */
    VALIDATOR_CONVENTION_COUNT,
};

/* How a program that talks with the submission is called (interactor, manager). */
enum interactor_convention {
    INTERACTOR_KATTIS,  /* prog in ans feedback/ args..., on its standard input and output */
    INTERACTOR_TESTLIB, /* prog in tout ans; 0: then the checker judges tout */
    INTERACTOR_CMS,     /* manager: a pair of FIFOs for each process as arguments; input on stdin */
    INTERACTOR_DMOJ,    /* bridged interactive: as testlib or with the answer, see the package */
    INTERACTOR_DMOJ_TESTLIB, /* as INTERACTOR_TESTLIB, but its own word is the last */
    INTERACTOR_CONVENTION_COUNT,
};

#endif
