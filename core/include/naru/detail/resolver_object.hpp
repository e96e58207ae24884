// The resolver's part of the proactor contract: a proactor implements it and naru::resolver calls
// it. Programs use naru::resolver.
//
// cancel may be called from any thread at any time. resolve starts its operation, and reports
// errors as its result. release ends the owner's interest: a pending lookup is cancelled, and the
// object frees itself once its completion function has returned.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/endpoint.hpp>
#include <naru/operation.hpp>
#include <naru/resolve_options.hpp>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace naru::detail {

class NARU_API resolver_object {
 public:
  virtual submission resolve(std::string_view host, std::uint16_t port,
                             std::vector<endpoint>& results, operation& op,
                             const resolve_options& options) = 0;
  virtual void cancel() noexcept = 0;
  virtual void release() noexcept = 0;

 protected:
  resolver_object() = default;
  resolver_object(const resolver_object&) = delete;
  resolver_object& operator=(const resolver_object&) = delete;
  ~resolver_object() = default;
};

struct NARU_API release_resolver {
  void operator()(resolver_object* resolver) const noexcept { resolver->release(); }
};

using resolver_pointer = std::unique_ptr<resolver_object, release_resolver>;

}  // namespace naru::detail
