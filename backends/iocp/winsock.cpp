#include "iocp/winsock.hpp"

namespace naru::detail {
namespace {

class probe_socket {
 public:
  explicit probe_socket(int family) : handle_(native::open_stream(family)) {}
  ~probe_socket() {
    if (is_open()) native::close(handle_);
  }
  probe_socket(const probe_socket&) = delete;
  probe_socket& operator=(const probe_socket&) = delete;

  [[nodiscard]] bool is_open() const noexcept { return handle_ != INVALID_SOCKET; }

  template <class Function>
  void load(GUID id, Function& function) const {
    DWORD bytes = 0;
    if (::WSAIoctl(handle_, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, &function,
                   sizeof function, &bytes, nullptr, nullptr) != 0) {
      throw std::system_error(native::last_error(), "Winsock lacks an extension function");
    }
  }

  [[nodiscard]] bool has_plain_handle() const noexcept {
    WSAPROTOCOL_INFOW info{};
    int size = sizeof info;
    return ::getsockopt(handle_, SOL_SOCKET, SO_PROTOCOL_INFOW, reinterpret_cast<char*>(&info),
                        &size) == 0 &&
           (info.dwServiceFlags1 & XP1_IFS_HANDLES) != 0;
  }

 private:
  SOCKET handle_;
};

void start_winsock() {
  WSADATA data{};
  const int error = ::WSAStartup(MAKEWORD(2, 2), &data);
  if (error != 0) {
    throw std::system_error(system_error(static_cast<DWORD>(error)), "cannot start Winsock 2.2");
  }
}

winsock_functions load_functions() {
  const probe_socket probe(AF_INET);
  if (!probe.is_open()) throw std::system_error(native::last_error(), "cannot open a socket");
  const probe_socket probe_v6(AF_INET6);  // not every system has IPv6
  winsock_functions found;
  probe.load(WSAID_ACCEPTEX, found.accept_ex);
  probe.load(WSAID_CONNECTEX, found.connect_ex);
  probe.load(WSAID_GETACCEPTEXSOCKADDRS, found.get_accept_ex_sockaddrs);
  found.plain_handles =
      probe.has_plain_handle() && (!probe_v6.is_open() || probe_v6.has_plain_handle());
  return found;
}

}  // namespace

winsock_session::winsock_session() {
  start_winsock();
  try {
    functions_ = load_functions();
  } catch (...) {
    ::WSACleanup();
    throw;
  }
}

winsock_session::~winsock_session() { ::WSACleanup(); }

}  // namespace naru::detail
