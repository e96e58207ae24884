#include "mailbox.hpp"

#include <naru/packet/packet_writer.hpp>

#include <utility>

namespace samples::chat::redis {
namespace {

constexpr std::size_t letters_at_once = 256;

std::string to_bytes(const naru::packet& packet) {
  std::string bytes(sizeof(packet.id) + packet.body.size(), '\0');
  naru::packet_writer writer(naru::buffer(bytes));
  writer.write(packet.id);
  writer.write_raw(packet.body);
  return bytes;
}

}  // namespace

void mailbox::subscribe(std::string_view room) {
  const std::lock_guard lock(mutex_);
  subscribed_.emplace(room);
  change(room);
}

void mailbox::unsubscribe(std::string_view room) {
  const std::lock_guard lock(mutex_);
  if (const auto known = subscribed_.find(room); known != subscribed_.end()) {
    subscribed_.erase(known);
  }
  change(room);
}

void mailbox::publish(std::string_view room, const naru::packet& heard) {
  letter next{std::string(room), to_bytes(heard)};
  const std::lock_guard lock(mutex_);
  if (letters_.size() >= letters_max_) {
    letters_.pop_front();
    ++dropped_;
  }
  letters_.push_back(std::move(next));
  wake();
}

void mailbox::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  wake();
}

mailbox::names mailbox::linked() {
  const std::lock_guard lock(mutex_);
  linked_ = true;
  changed_.clear();
  return subscribed_;
}

void mailbox::unlinked() {
  const std::lock_guard lock(mutex_);
  linked_ = false;
  changed_.clear();
}

mailbox::work mailbox::take() {
  pipe_.clear();
  const std::lock_guard lock(mutex_);
  woken_ = false;
  work taken;
  for (const std::string& each : changed_) {
    (subscribed_.contains(each) ? taken.subscribe : taken.unsubscribe).push_back(each);
  }
  changed_.clear();
  while (!letters_.empty() && taken.publish.size() < letters_at_once) {
    taken.publish.push_back(std::move(letters_.front()));
    letters_.pop_front();
  }
  taken.stop = stopped_ && letters_.empty();
  if (!letters_.empty()) wake();
  return taken;
}

bool mailbox::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

std::uint64_t mailbox::take_dropped() {
  const std::lock_guard lock(mutex_);
  return std::exchange(dropped_, 0);
}

// Only the final state matters: a subscription that came and went changes nothing.
void mailbox::change(std::string_view room) {
  if (!linked_) return;
  changed_.emplace(room);
  wake();
}

void mailbox::wake() {
  if (!std::exchange(woken_, true)) pipe_.wake();
}

}  // namespace samples::chat::redis
