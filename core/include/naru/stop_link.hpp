// stop_link: stops a task_scope when a std::stop_token is asked to stop.
//
//     void serve_until(std::stop_token token) {   // of a std::jthread, for instance
//       …
//       naru::task_scope scope(*proactor);
//       naru::stop_link link(token, scope);
//
// For the edges of a program: between tasks a stop travels by itself. It is not in naru.hpp,
// because not every standard library has <stop_token> yet.
#pragma once

#include <naru/task_scope.hpp>

#include <stop_token>
#include <utility>

namespace naru {

class stop_link {
 public:
  /// From here on a stop request of `token`, or an earlier one, also stops `scope`, which must
  /// outlive the link. Any thread may make the request.
  stop_link(std::stop_token token, task_scope& scope)
      : callback_(std::move(token), request{&scope}) {}
  stop_link(const stop_link&) = delete;
  stop_link& operator=(const stop_link&) = delete;
  /// Waits while a request is being passed on.
  ~stop_link() = default;

 private:
  struct request {
    void operator()() const noexcept { scope->request_stop(); }

    task_scope* scope;
  };

  std::stop_callback<request> callback_;
};

}  // namespace naru
