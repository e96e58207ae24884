// The backends' constructors, for the one file that knows which of them are in the build.
#pragma once

#include <naru/proactor.hpp>

#include <memory>

namespace naru::detail {

std::unique_ptr<proactor> make_iocp_proactor(const proactor_options& options);
std::unique_ptr<proactor> make_asio_proactor(const proactor_options& options);

/// Throws std::invalid_argument: `name` is not among backends().
[[noreturn]] void refuse_backend(std::string_view name);

}  // namespace naru::detail
