#include <naru/detail/client_base.hpp>

#include <utility>

#include "session/session_connector.hpp"

namespace naru::detail {

client_base::client_base(proactor& owner, const client_options& options, make_session make)
    : session_owner(std::make_shared<session_connector>(owner, options, std::move(make))) {}

session_connector& client_base::connector() const noexcept {
  return static_cast<session_connector&>(host());
}

void client_base::start() { connector().start(); }

std::shared_ptr<session_base> client_base::current_session() const {
  std::shared_ptr<session_base> current;
  host().registry().for_each([&](session_base& each) {
    if (each.is_open()) current = each.shared_from_this();
  });
  return current;
}

}  // namespace naru::detail
