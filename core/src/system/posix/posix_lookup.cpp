#include "system/posix/posix_lookup.hpp"

#include <naru/error.hpp>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>

#include "names/address_list.hpp"
#include "system/posix/lookup_threads.hpp"

namespace naru::detail {
namespace {

int native_family(address_family family) noexcept {
  switch (family) {
    case address_family::v4:
      return AF_INET;
    case address_family::v6:
      return AF_INET6;
    case address_family::any:
      break;
  }
  return AF_UNSPEC;
}

// Some systems have a separate code for "the host exists, but has no such address".
bool is_not_found(int code) noexcept {
#ifdef EAI_NODATA
  if (code == EAI_NODATA) return true;
#endif
#ifdef EAI_ADDRFAMILY
  if (code == EAI_ADDRFAMILY) return true;
#endif
  return code == EAI_NONAME;
}

std::error_code lookup_error(int code, int system_code) noexcept {
  if (code == 0) return {};
  if (is_not_found(code)) return error::host_not_found;
  switch (code) {
    case EAI_AGAIN:
      return error::try_again;
    case EAI_SYSTEM:
      return {system_code, system_category()};
    case EAI_MEMORY:
      return std::make_error_code(std::errc::not_enough_memory);
    case EAI_FAMILY:
      return std::make_error_code(std::errc::address_family_not_supported);
    default:
      return error::lookup_failed;
  }
}

}  // namespace

void posix_lookup::ask() noexcept {
  const auto self = std::static_pointer_cast<posix_lookup>(shared_from_this());
  if (const std::error_code error = lookup_threads::instance().add(self)) answer(error, {});
}

void posix_lookup::give_up() noexcept { lookup_threads::instance().remove(*this); }

void posix_lookup::run() noexcept {
  addrinfo hints{};
  hints.ai_family = native_family(question().family);
  hints.ai_socktype = SOCK_STREAM;  // otherwise each address comes once per kind of socket
  addrinfo* first = nullptr;
  const int code = getaddrinfo(question().host.c_str(), nullptr, &hints, &first);
  const std::error_code error = lookup_error(code, errno);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(code == 0 ? first : nullptr,
                                                            &freeaddrinfo);
  answer_with(list.get(), error);
}

std::shared_ptr<lookup> make_lookup(const lookup_asker& asker, lookup_question question) {
  return std::make_shared<posix_lookup>(asker, std::move(question));
}

}  // namespace naru::detail
