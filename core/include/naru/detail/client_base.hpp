// client_base: the members that every client has, whatever its session. Programs use naru::client.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/session_factory.hpp>
#include <naru/detail/session_owner.hpp>
#include <naru/session/client_options.hpp>

#include <memory>

namespace naru::detail {

class session_connector;

/// The members that every client has, whatever its sessions.
class NARU_API client_base : public session_owner {
 public:
  /// Connects from here on; after stop it does nothing. Throws std::logic_error if it was called
  /// before.
  void start();

 protected:
  client_base(proactor& owner, const client_options& options, make_session make);
  ~client_base() = default;

  [[nodiscard]] std::shared_ptr<session_base> current_session() const;

 private:
  [[nodiscard]] session_connector& connector() const noexcept;
};

}  // namespace naru::detail
