// script: tables of what calls of Windows answer, and packets that the test puts into the port.
//
//     scripted_transfers sends(answers().send, {pending, pending});
//     stream.send(naru::buffer(message), op);
//     finish_request(sends.request(), status::success, 4);  // the first four bytes are sent
//
// A request that is pending here is not known to the system. The test finishes each of them,
// otherwise the proactor waits for it for ever.
#pragma once

#include "calls.hpp"
#include "support.hpp"

#include <vector>

namespace windows_calls {

/// The answer of a call: an error, or the bytes that it has moved at once.
struct answer {
  int error = 0;
  DWORD bytes = 0;
};

inline constexpr answer pending{WSA_IO_PENDING};
[[nodiscard]] constexpr answer at_once(DWORD bytes) noexcept { return {0, bytes}; }
[[nodiscard]] constexpr answer failed(int error) noexcept { return {error}; }

// The statuses that more than one test uses ("NTSTATUS Values" in [MS-ERREF]).
namespace status {

inline constexpr ULONG_PTR success = 0;
inline constexpr ULONG_PTR buffer_overflow = 0x80000005;
inline constexpr ULONG_PTR insufficient_resources = 0xc000009a;
inline constexpr ULONG_PTR io_timeout = 0xc00000b5;
inline constexpr ULONG_PTR cancelled = 0xc0000120;
inline constexpr ULONG_PTR local_disconnect = 0xc000013b;
inline constexpr ULONG_PTR remote_disconnect = 0xc000013c;
inline constexpr ULONG_PTR connection_reset = 0xc000020d;
inline constexpr ULONG_PTR connection_refused = 0xc0000236;
inline constexpr ULONG_PTR network_unreachable = 0xc000023c;
inline constexpr ULONG_PTR host_unreachable = 0xc000023d;
inline constexpr ULONG_PTR port_unreachable = 0xc000023f;
inline constexpr ULONG_PTR connection_aborted = 0xc0000241;
inline constexpr ULONG_PTR hop_limit_exceeded = 0xc000a012;

}  // namespace status

/// Ends a request as the system does: with its status, and a packet in the port.
inline void finish_request(OVERLAPPED& request, ULONG_PTR ended, DWORD bytes = 0) {
  request.Internal = ended;
  REQUIRE(really_post(last_port(), bytes, &request) != FALSE);
}

/// Gives the answers of a table to the calls of one function, one after the other. Later calls go
/// to the system.
class scripted_transfers {
 public:
  using function = std::function<int(const transfer_call&)>;

  scripted_transfers(function& place, std::vector<answer> table) : table_(std::move(table)) {
    place = [this](const transfer_call& call) { return next(call); };
  }
  scripted_transfers(const scripted_transfers&) = delete;
  scripted_transfers& operator=(const scripted_transfers&) = delete;

  /// The request of a call that the table has answered; of the last one if no index is given.
  [[nodiscard]] OVERLAPPED& request() const { return *requests_.back(); }
  [[nodiscard]] OVERLAPPED& request(std::size_t index) const { return *requests_.at(index); }
  /// The number of bytes that each of these calls was about.
  [[nodiscard]] const std::vector<std::size_t>& sizes() const noexcept { return sizes_; }

 private:
  int next(const transfer_call& call) {
    if (sizes_.size() == table_.size()) return go_on;
    const answer& given = table_[sizes_.size()];
    sizes_.push_back(call.size());
    requests_.push_back(call.request);
    if (given.error != 0) return winsock_failure(given.error);
    if (call.bytes != nullptr) *call.bytes = given.bytes;
    return 0;
  }

  std::vector<answer> table_;
  std::vector<OVERLAPPED*> requests_;
  std::vector<std::size_t> sizes_;
};

/// Makes every handle queue a packet also for a request that succeeds at once. Call it before the
/// handle is opened.
inline void refuse_to_skip_packets() {
  answers().set_modes = [](HANDLE, UCHAR) { return DWORD{ERROR_INVALID_FUNCTION}; };
}

}  // namespace windows_calls
