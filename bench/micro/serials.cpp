// The peers of serial_posts: naru's serials, Asio's strands, and mutexes.
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/strand.hpp>

#include <naru/naru.hpp>

#include <mutex>
#include <thread>

#include "naru_peer.hpp"
#include "peers.hpp"
#include "scenarios.hpp"
#include "serial_posts.hpp"

namespace bench {
namespace {

constexpr int runners = 2;

template <class Backend>
struct naru_serials {
  static constexpr std::string_view name = Backend::peer;

  class runner {
   public:
    [[nodiscard]] naru::proactor& proactor() { return *proactor_; }

   private:
    std::unique_ptr<naru::proactor> proactor_ = naru::make_proactor({.backend = Backend::backend});
    naru::work_guard guard_{*proactor_};
    naru::worker_pool workers_{*proactor_, runners};
  };

  class place {
   public:
    explicit place(runner& on) : serial_(on.proactor(), {.waiting_max = 10'000'000}) {}
    template <class Function>
    void post(Function function) {
      serial_.post(std::move(function));
    }

   private:
    naru::serial serial_;
  };
};

struct asio_strands {
  static constexpr std::string_view name = "asio";

  class runner {
   public:
    ~runner() {
      guard_.reset();
      for (std::thread& each : threads_) each.join();
    }
    [[nodiscard]] asio::io_context& context() { return context_; }

   private:
    asio::io_context context_{runners};
    asio::executor_work_guard<asio::io_context::executor_type> guard_{context_.get_executor()};
    std::thread threads_[runners] = {std::thread([this] { context_.run(); }),
                                     std::thread([this] { context_.run(); })};
  };

  class place {
   public:
    explicit place(runner& on) : strand_(on.context().get_executor()) {}
    template <class Function>
    void post(Function function) {
      asio::post(strand_, std::move(function));
    }

   private:
    asio::strand<asio::io_context::executor_type> strand_;
  };
};

struct mutexes {
  static constexpr std::string_view name = "mutex";

  struct runner {};

  class place {
   public:
    explicit place(runner&) {}
    template <class Function>
    void post(Function function) {
      const std::lock_guard lock(mutex_);
      function();
    }

   private:
    std::mutex mutex_;
  };
};

template <class Peer>
void add() {
  register_scenario<Peer>("serial_posts", serial_posts<Peer>)
      ->MeasureProcessCPUTime()
      ->UseRealTime();
}

}  // namespace

void register_serials() {
  add<naru_serials<default_backend>>();
  const auto all = naru::backends();
  if (std::ranges::find(all, epoll_backend::backend) != all.end()) {
    add<naru_serials<epoll_backend>>();
  }
  add<asio_strands>();
  add<mutexes>();
}

}  // namespace bench
