#include "tls/session_store.hpp"

#include <utility>

namespace naru::detail {

void session_store::keep(const std::string& host, openssl_pointer<SSL_SESSION> session) {
  const std::lock_guard lock(mutex_);
  const bool is_full = sessions_.size() >= hosts_max && !sessions_.contains(host);
  if (is_full) sessions_.erase(sessions_.begin());  // any: a full handshake replaces it
  sessions_.insert_or_assign(host, std::move(session));
}

openssl_pointer<SSL_SESSION> session_store::session_for(const std::string& host) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(host);
  if (found == sessions_.end()) return {};
  SSL_SESSION* const session = found->second.get();
  if (SSL_SESSION_get_protocol_version(session) == TLS1_3_VERSION) {
    auto taken = std::move(found->second);
    sessions_.erase(found);
    return taken;
  }
  SSL_SESSION_up_ref(session);
  return openssl_pointer<SSL_SESSION>(session);
}

}  // namespace naru::detail
