#include "connection.hpp"

#include <cstddef>
#include <new>
#include <stdexcept>
#include <vector>

namespace samples::chat::redis {
namespace {

// The limit for the connection, for one write, and for an expected reply.
constexpr timeval patience{.tv_sec = 2, .tv_usec = 0};
constexpr std::chrono::seconds ask_after{2};
constexpr std::chrono::seconds silence_max{6};

// Redis answers "+PONG", or ["pong", ""] once the connection has subscribed to something.
bool is_pong(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_STATUS) return true;
  if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 2) return false;
  const redisReply& first = *reply.element[0];
  return first.type == REDIS_REPLY_STRING && std::string_view(first.str, first.len) == "pong";
}

}  // namespace

connection::connection(const std::string& host, int port)
    : context_(redisConnectWithTimeout(host.c_str(), port, patience)) {
  if (!context_) throw std::bad_alloc();
  if (context_->err != 0 || redisSetTimeout(context_.get(), patience) != REDIS_OK) fail();
}

void connection::append(std::initializer_list<std::string_view> words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string_view each : words) {
    texts.push_back(each.data());
    sizes.push_back(each.size());
  }
  const int count = static_cast<int>(words.size());
  if (redisAppendCommandArgv(context_.get(), count, texts.data(), sizes.data()) != REDIS_OK) fail();
}

void connection::flush() {
  int done = 0;
  while (done == 0) {
    if (redisBufferWrite(context_.get(), &done) != REDIS_OK) fail();
  }
}

void connection::read(const visitor& visit) {
  if (redisBufferRead(context_.get()) != REDIS_OK) fail();
  heard_ = clock::now();
  while (const auto reply = next_reply()) visit(*reply);
}

// Redis carries out the commands of one connection in their order, so the pong comes last.
void connection::settle(const visitor& visit) {
  append({"PING"});
  flush();
  bool settled = false;
  while (!settled) {
    read([&](const redisReply& reply) {
      settled = settled || is_pong(reply);
      visit(reply);
    });
  }
}

void connection::keep_alive() {
  const auto now = clock::now();
  if (now - heard_ > silence_max) throw std::runtime_error("it is silent");
  if (now - heard_ < ask_after || now - asked_ < ask_after) return;
  asked_ = now;
  append({"PING"});
  flush();
}

std::unique_ptr<redisReply, connection::release> connection::next_reply() {
  void* reply = nullptr;
  if (redisGetReplyFromReader(context_.get(), &reply) != REDIS_OK) fail();
  std::unique_ptr<redisReply, release> owned(static_cast<redisReply*>(reply));
  if (owned && owned->type == REDIS_REPLY_ERROR) {
    throw std::runtime_error(std::string(owned->str, owned->len));
  }
  return owned;
}

void connection::fail() const { throw std::runtime_error(context_->errstr); }

}  // namespace samples::chat::redis
