// backend_table: the backends in this build, the default one first. CMake writes it from the list
// NARU_BACKENDS (backend_table.cpp.in), so that a new backend changes no file here.
#pragma once

#include <naru/proactor.hpp>

#include <memory>
#include <span>
#include <string_view>

namespace naru::detail {

using backend_factory = std::unique_ptr<proactor> (*)(const proactor_options& options);

/// Never empty.
std::span<const std::string_view> backend_names() noexcept;
/// Each makes a proactor of the backend that backend_names names at the same place.
std::span<const backend_factory> backend_factories() noexcept;

}  // namespace naru::detail
