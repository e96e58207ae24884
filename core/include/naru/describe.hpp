// describe: one line for a log or an exception that tells what failed, where, and why.
//
//     if (error) log(naru::describe("connect to", peer, error));
//     // connect to 127.0.0.1:7: Connection refused (system 111)
//
// It is not for decisions: compare the std::error_code with std::errc or naru::error instead. The
// system's texts differ between systems and languages.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/endpoint.hpp>

#include <string>
#include <string_view>
#include <system_error>

namespace naru {

/// The action, the place, and the reason in the words of the error's category; then the category's
/// name with the number, which can be found in the system's documentation.
[[nodiscard]] NARU_API std::string describe(std::string_view action, std::string_view place,
                                            const std::error_code& error);
[[nodiscard]] NARU_API std::string describe(std::string_view action, const endpoint& place,
                                            const std::error_code& error);

}  // namespace naru
