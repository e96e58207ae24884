// Everything: for programs that do not mind. Each header also stands alone.
#pragma once

#include <naru/address.hpp>
#include <naru/buffer.hpp>
#include <naru/buffered_reader.hpp>
#include <naru/callback.hpp>
#include <naru/datagram.hpp>
#include <naru/deadline.hpp>
#include <naru/describe.hpp>
#include <naru/endpoint.hpp>
#include <naru/error.hpp>
#include <naru/io_result.hpp>
#include <naru/keep_alive_options.hpp>
#include <naru/listen_options.hpp>
#include <naru/native_handle.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>
#include <naru/resolve_options.hpp>
#include <naru/resolver.hpp>
#include <naru/signal_set.hpp>
#include <naru/stream.hpp>
#include <naru/tcp_listener.hpp>
#include <naru/tcp_stream.hpp>
#include <naru/timer.hpp>
#include <naru/udp_options.hpp>
#include <naru/udp_socket.hpp>
#include <naru/worker_pool.hpp>
