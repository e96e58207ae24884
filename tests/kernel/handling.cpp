#include "handling.hpp"

#include "port.hpp"

namespace kernel {
namespace {

class handled_port {
 public:
  handled_port() = default;
  ~handled_port() {
    const std::lock_guard lock(lock_of_all());
    end();
  }
  handled_port(const handled_port&) = delete;
  handled_port& operator=(const handled_port&) = delete;

  void begin(const std::shared_ptr<port>& from) noexcept {
    from_ = from;
    from->begin_handling();
  }
  void end() noexcept {
    if (const auto from = from_.lock()) from->end_handling();
    from_.reset();
  }

 private:
  std::weak_ptr<port> from_;
};

handled_port& of_this_thread() noexcept {
  thread_local handled_port the_port;
  return the_port;
}

}  // namespace

void begin_handling(const std::shared_ptr<port>& from) noexcept { of_this_thread().begin(from); }
void end_handling() noexcept { of_this_thread().end(); }

}  // namespace kernel
