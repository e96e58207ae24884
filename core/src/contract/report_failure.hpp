// report_failure: reports an exception that no caller gets, because another one is thrown.
#pragma once

#include <exception>
#include <string_view>

namespace naru {

class proactor;

namespace detail {

/// Reports `failure` to the proactor's observer, unless it is null or says that an operation was
/// canceled: the stop after the first failure cancels the others.
void report_failure(const proactor& owner, const std::exception_ptr& failure,
                    std::string_view where) noexcept;

}  // namespace detail
}  // namespace naru
