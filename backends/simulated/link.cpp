#include <naru/simulation/link.hpp>

namespace naru {

using namespace std::chrono_literals;

link link::lan() noexcept {
  link made;
  made.latency = 100us;
  made.jitter = 20us;
  return made;
}

link link::wifi() noexcept {
  link made;
  made.latency = 8ms;
  made.jitter = 6ms;
  made.bytes_per_second = 6'000'000;
  made.queue_max = 150ms;
  made.loss = 0.001;
  made.loss_in_burst = 0.2;
  made.burst_every = 20s;
  made.burst_length = 40ms;
  made.reorders = 0.001;
  return made;
}

link link::mobile() noexcept {
  link made;
  made.latency = 35ms;
  made.jitter = 25ms;
  made.bytes_per_second = 1'500'000;
  made.queue_max = 500ms;
  made.loss = 0.003;
  made.loss_in_burst = 0.4;
  made.burst_every = 15s;
  made.burst_length = 150ms;
  made.mtu = 1'400;
  made.reorders = 0.002;
  made.duplicates = 0.0005;
  return made;
}

link link::poor() noexcept {
  link made;
  made.latency = 120ms;
  made.jitter = 180ms;
  made.bytes_per_second = 60'000;
  made.queue_max = 2s;
  made.loss = 0.02;
  made.loss_in_burst = 0.8;
  made.burst_every = 8s;
  made.burst_length = 600ms;
  made.mtu = 1'280;
  made.reorders = 0.01;
  made.duplicates = 0.005;
  return made;
}

link link::satellite() noexcept {
  link made;
  made.latency = 290ms;
  made.jitter = 20ms;
  made.bytes_per_second = 2'500'000;
  made.queue_max = 1s;
  made.loss = 0.005;
  made.loss_in_burst = 0.5;
  made.burst_every = 30s;
  made.burst_length = 200ms;
  return made;
}

}  // namespace naru
