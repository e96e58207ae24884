// tls_version: the versions of TLS that naru speaks. Older ones are never spoken.
#pragma once

namespace naru {

enum class tls_version {
  tls_1_2,
  tls_1_3,
};

}  // namespace naru
