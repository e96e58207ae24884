// backend_table: the backends in this build, the default one first. CMake writes it from the list
// NARU_BACKENDS (backend_table.cpp.in), so that a new backend changes no file here.
#pragma once

#include <naru/proactor.hpp>

#include <memory>
#include <span>
#include <string_view>

namespace naru::detail {

using backend_factory = std::unique_ptr<proactor> (*)(const proactor_options& options);

/// The names. There is at least one.
std::span<const std::string_view> backend_names() noexcept;
/// The functions that make a proactor. Each belongs to the name at the same place in backend_names.
std::span<const backend_factory> backend_factories() noexcept;

}  // namespace naru::detail
