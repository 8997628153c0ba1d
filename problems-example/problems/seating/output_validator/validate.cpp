// Output validator: validate INPUT ANSWER FEEDBACK_FOLDER < OUTPUT; ends with 42 (accepted) or 43 (wrong).
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

enum { ACCEPTED = 42, WRONG = 43 };

static std::string feedback;

[[noreturn]] static void reject(const std::string &why)
{
    std::ofstream(feedback + "/judgemessage.txt") << why << "\n";
    std::exit(WRONG);
}

// A whole number from 1 to most that fills the token.
static int house(const std::string &token, int most)
{
    if (token.empty() || token.size() > 6 || token.find_first_not_of("0123456789") != std::string::npos)
        reject("a house number was expected");
    int number = std::stoi(token);
    if (number < 1 || number > most)
        reject("house " + token + " does not exist");
    return number;
}

static void check_order(const std::string &first, int n)
{
    std::vector<bool> is_seated(n + 1);
    std::string token = first;
    for (int seat = 1, before = -1; seat <= n; seat++) {
        if (seat > 1 && !(std::cin >> token))
            reject("only " + std::to_string(seat - 1) + " of " + std::to_string(n) + " seats are taken");
        int number = house(token, n);
        if (is_seated[number])
            reject("house " + token + " is seated twice");
        if (seat > 1 && (number - before == 1 || before - number == 1))
            reject("seat " + std::to_string(seat) + ": houses " + std::to_string(before) + " and " + token +
                   " are neighbours");
        is_seated[number] = true;
        before = number;
    }
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return EXIT_FAILURE;
    feedback = argv[3];
    std::ifstream input(argv[1]), answer(argv[2]);
    int n;
    std::string jury, token;
    if (!(input >> n) || !(answer >> jury))
        return EXIT_FAILURE;
    bool is_possible = jury != "impossible";
    if (!(std::cin >> token))
        reject("no output");
    if ((token != "impossible") != is_possible)
        reject(is_possible ? "there is an order" : "there is no order");
    if (is_possible)
        check_order(token, n);
    if (std::cin >> token)
        reject("more output than seats");
    return ACCEPTED;
}
