// session_store: the sessions that a tls_client may resume, one for each host. Connections of
// several threads use it.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "tls/openssl_pointers.hpp"

namespace naru::detail {

class session_store {
 public:
  static constexpr std::size_t hosts_max = 256;

  /// Keeps `session`, and forgets an earlier one of that host. Throws std::bad_alloc.
  void keep(const std::string& host, openssl_pointer<SSL_SESSION> session);
  /// The session of that host, or null. One of TLS 1.3 is forgotten: whoever watches the wire could
  /// otherwise tell that two connections belong together.
  openssl_pointer<SSL_SESSION> session_for(const std::string& host);

 private:
  std::mutex mutex_;
  std::map<std::string, openssl_pointer<SSL_SESSION>, std::less<>> sessions_;
};

}  // namespace naru::detail
