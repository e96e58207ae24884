// fuzz_target: the function that each fuzzing program defines. libFuzzer makes up the inputs in
// linux-fuzz; everywhere else replay.cpp goes through those that are kept in the folder corpus.
#pragma once

#include <naru/buffer.hpp>

/// Returns for every possible input, or throws std::logic_error that tells what is wrong.
void check_input(naru::const_buffer input);
