#include <naru/session/client_base.hpp>

#include <utility>

#include "session/session_connector.hpp"

namespace naru {

client_base::client_base(proactor& owner, const client_options& options, make_session make)
    : session_owner(std::make_shared<detail::session_connector>(owner, options, std::move(make))) {}

detail::session_connector& client_base::connector() const noexcept {
  return static_cast<detail::session_connector&>(host());
}

void client_base::start() { connector().start(); }

std::shared_ptr<session_base> client_base::current_session() const {
  std::shared_ptr<session_base> current;
  host().registry().for_each([&](const std::shared_ptr<session_base>& each) {
    if (each->is_open()) current = each;
  });
  return current;
}

}  // namespace naru
