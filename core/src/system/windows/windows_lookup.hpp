// windows_lookup: a lookup by GetAddrInfoExW, which asks on a thread of the system.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>

#include <memory>
#include <mutex>
#include <utility>

#include "names/lookup.hpp"

namespace naru::detail {

class windows_lookup final : public lookup {
 public:
  windows_lookup(const lookup_asker& asker, lookup_question question)
      : lookup(asker, std::move(question)) {}

  void ask() noexcept override;

 private:
  /// The handle to cancel by is there from `pending` on. If nobody waits for the lookup any more
  /// while it starts, it is abandoned, and the thread that starts it cancels it.
  enum class state : std::uint8_t { starting, abandoned, pending, finished };

  /// The memory that the system writes to until it calls back.
  struct request : OVERLAPPED {
    request() noexcept : OVERLAPPED{} {}

    PADDRINFOEXW list = nullptr;
    HANDLE cancel_handle = nullptr;
    std::shared_ptr<windows_lookup> keeper;  // keeps the object until then
  };

  static void CALLBACK called_back(DWORD error, DWORD bytes, OVERLAPPED* overlapped) noexcept;
  [[nodiscard]] int start(const wchar_t* host) noexcept;
  void finish(int error) noexcept;
  void give_up() noexcept override;
  void cancel() noexcept;

  request request_;
  std::mutex state_mutex_;  // guards state_
  state state_ = state::starting;
};

}  // namespace naru::detail
