// tls_facts: what a handshake came to. The layer writes it before the handshake completes, and a
// tls_stream reads it afterwards; it outlives both.
#pragma once

#include <string>

namespace naru::detail {

struct tls_facts {
  std::string protocol;
  std::string application_protocol;
  std::string server_name;
  std::string peer_subject;
  bool is_resumed = false;
};

}  // namespace naru::detail
