// report_failure: an exception that nobody is thrown, because another one is.
#pragma once

#include <exception>
#include <string_view>

namespace naru {

class proactor;

namespace detail {

/// Reports `failure` to the proactor's observer. Not if there is none, nor if it says that an
/// operation was canceled: that is what the stop after the first failure brings.
void report_failure(const proactor& owner, const std::exception_ptr& failure,
                    std::string_view where) noexcept;

}  // namespace detail
}  // namespace naru
