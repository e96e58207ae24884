#include <stdexcept>

#include "link.hpp"

namespace bench {

std::unique_ptr<link> tls_link(std::unique_ptr<link> /*below*/) {
  throw std::runtime_error("naru_bench_load was built without OpenSSL");
}

}  // namespace bench
