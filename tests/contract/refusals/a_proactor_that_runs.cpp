// A proactor is destroyed while another thread runs it.
#include <naru/detail/proactor_access.hpp>
#include <naru/naru.hpp>

#include <future>
#include <thread>

#include "ends_quietly.hpp"

int main() {
  end_quietly();
  auto proactor = naru::make_proactor();
  std::promise<void> inside;
  naru::callback arrived([&](naru::io_result) { inside.set_value(); });
  naru::detail::proactor_access::add_work(*proactor);
  proactor->post(arrived);
  std::thread([running = proactor.get()] { running->run(); }).detach();
  inside.get_future().wait();
  proactor.reset();
  return 0;
}
