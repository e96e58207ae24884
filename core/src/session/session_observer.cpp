#include <naru/session/session_observer.hpp>

namespace naru {

std::string_view describe(session_observer::refusal why) noexcept {
  using enum session_observer::refusal;
  switch (why) {
    case sessions_max:
      return "there are too many sessions";
    case sessions_per_address_max:
      return "its address has too many sessions";
    case memory_max:
      return "the sessions hold too much memory";
    case stopping:
      return "the server stops";
    case factory_refused:
      return "the factory made no session";
    case factory_failed:
      return "no session could be made";
    case handshake_failed:
      return "its handshake failed";
    case handshakes_max:
      return "there are too many handshakes";
  }
  return "an unknown refusal";
}

}  // namespace naru
