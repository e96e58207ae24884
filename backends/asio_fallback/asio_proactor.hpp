// asio_proactor: the loop on an asio::io_context.
//
// Asio waits and reports. Operations that have completed run from the loop's own queue, as on every
// backend. Timers and posted work never reach Asio.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>

#include <memory>

#include "asio_fallback/asio_headers.hpp"
#include "system/system_proactor.hpp"

namespace naru::detail {

class asio_proactor final : public system_proactor {
 public:
  explicit asio_proactor(const proactor_options& options);
  ~asio_proactor() override;

  [[nodiscard]] std::string_view backend() const noexcept override { return "asio"; }
  stream_pointer make_stream() override;

  [[nodiscard]] asio::io_context& context() noexcept { return context_; }

 private:
  struct wake_target;

  new_listener make_listener(const listen_options& options) override;
  bool wait(duration timeout) override;
  std::size_t wait_for_one(duration timeout);
  void wake() noexcept override;
  [[nodiscard]] bool takes_more() noexcept;
  void take_more();

  alignas(void*) std::array<std::byte, 96> wake_storage_;  // at most one wake is in flight
  std::atomic<unsigned> looks_left_out_ = 0;               // 0: the last look found more
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
};

std::unique_ptr<proactor> make_asio_proactor(const proactor_options& options);

}  // namespace naru::detail
