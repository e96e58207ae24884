#include "tls/wire_bio.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "tls/tls_code.hpp"

namespace naru::detail {
namespace {

wire_ends& ends_of(BIO* bio) { return *static_cast<wire_ends*>(BIO_get_data(bio)); }

int read_wire(BIO* bio, char* to, std::size_t room, std::size_t* taken) {
  BIO_clear_retry_flags(bio);
  wire_ends& ends = ends_of(bio);
  const auto part = ends.input.first(std::min(room, ends.input.size()));
  if (part.empty()) {
    BIO_set_retry_read(bio);
    return -1;
  }
  if (const auto refused = ends.watch.see(part, ends.is_tls_1_3)) {
    ends.failure = tls_code(*refused);
    return -1;
  }
  std::memcpy(to, part.data(), part.size());
  ends.input = ends.input.subspan(part.size());
  *taken = part.size();
  return 1;
}

int write_wire(BIO* bio, const char* from, std::size_t size, std::size_t* taken) {
  BIO_clear_retry_flags(bio);
  wire_ends& ends = ends_of(bio);
  if (ends.output.size() + size > wire_ends::output_max) {
    ends.failure = tls_code(tls_error::answers_not_taken);
    return -1;
  }
  try {
    ends.output.append(std::as_bytes(std::span(from, size)));
  } catch (const std::bad_alloc&) {  // must not pass through OpenSSL
    ends.failure = make_error_code(std::errc::not_enough_memory);
    return -1;
  }
  *taken = size;
  return 1;
}

long control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_PENDING) return static_cast<long>(ends_of(bio).input.size());
  return 0;
}

BIO_METHOD* make_method() noexcept {
  BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "naru wire");
  if (method == nullptr) return nullptr;
  BIO_meth_set_read_ex(method, &read_wire);
  BIO_meth_set_write_ex(method, &write_wire);
  BIO_meth_set_ctrl(method, &control);
  return method;
}

}  // namespace

BIO* make_wire_bio(wire_ends& ends) noexcept {
  static BIO_METHOD* const method = make_method();  // for as long as the process
  BIO* const bio = method != nullptr ? BIO_new(method) : nullptr;
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, &ends);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace naru::detail
