// fuzz_target: what each of the fuzzing programs consists of. libFuzzer makes up the inputs in
// linux-fuzz; everywhere else replay.cpp goes through those that are kept in the folder corpus.
#pragma once

#include <naru/buffer.hpp>

/// Ends well, or throws std::logic_error with what is wrong: for every input there can be.
void check_input(naru::const_buffer input);
